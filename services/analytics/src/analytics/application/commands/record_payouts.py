"""Record what was paid out, to be compared with the entries that say so."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.application.ports import Payout, Reports
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class RecordPayouts(Command[None]):
    payouts: Sequence[Payout]


@dataclass(frozen=True, slots=True)
class RecordPayoutsHandler:
    reports: Reports

    async def __call__(self, command: RecordPayouts) -> None:
        await self.reports.add_payouts(command.payouts)
