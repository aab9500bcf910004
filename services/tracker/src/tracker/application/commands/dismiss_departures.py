"""Dismiss what My tasks says of tasks that went to other popugs."""

from dataclasses import dataclass

from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command
from tracker.application.ports import Sights


@dataclass(frozen=True, slots=True)
class DismissDepartures(Command[None]):
    account_id: AccountId


@dataclass(frozen=True, slots=True)
class DismissDeparturesHandler:
    sights: Sights
    clock: Clock

    async def __call__(self, command: DismissDepartures) -> None:
        await self.sights.forget_departures(command.account_id, before=self.clock.now())
