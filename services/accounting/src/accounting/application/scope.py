"""What one transaction offers to the use cases."""

from dataclasses import dataclass

from accounting.application.ports import Days, Ledger, Prices, Synchronisation, Tasks
from chassis.integration import Outbox
from chassis.mediator import RecordedEvents


@dataclass(frozen=True, slots=True)
class Scope:
    events: RecordedEvents
    tasks: Tasks
    prices: Prices
    ledger: Ledger
    days: Days
    synchronisation: Synchronisation
    outbox: Outbox
