"""Read the discussion of a task: what was shown is not new to that account any more."""

from dataclasses import dataclass

from chassis.identifiers import AccountId
from chassis.messages import Command
from tracker.application.ports import Readings
from tracker.domain.identifiers import TaskId


@dataclass(frozen=True, slots=True)
class ReadDiscussion(Command[None]):
    """`up_to` is the place of the last message shown."""

    account_id: AccountId
    task_id: TaskId
    up_to: int


@dataclass(frozen=True, slots=True)
class ReadDiscussionHandler:
    readings: Readings

    async def __call__(self, command: ReadDiscussion) -> None:
        await self.readings.note(command.account_id, command.task_id, command.up_to)
