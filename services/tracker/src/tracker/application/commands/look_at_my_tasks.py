"""Look at my tasks: what went to another popug since the last look is noted, what is there is remembered."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command
from tracker.application.ports import Sights
from tracker.domain.identifiers import TaskId
from tracker.domain.looking import EXPLAINED_FOR


@dataclass(frozen=True, slots=True)
class LookAtMyTasks(Command[None]):
    """`shown` are the tasks the page shows to the account as open and its own."""

    account_id: AccountId
    shown: Sequence[TaskId]


@dataclass(frozen=True, slots=True)
class LookAtMyTasksHandler:
    sights: Sights
    clock: Clock

    async def __call__(self, command: LookAtMyTasks) -> None:
        await self.sights.note_departures(command.account_id)
        await self.sights.forget_departures(command.account_id, before=self.clock.now() - EXPLAINED_FOR)
        await self.sights.remember(command.account_id, command.shown)
