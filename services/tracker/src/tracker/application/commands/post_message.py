"""Post a message to the discussion of a task: anyone may, not too fast; once more changes nothing."""

from dataclasses import dataclass

from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command
from tracker.application.ports import Messages, Tasks
from tracker.domain.errors import MessageExists
from tracker.domain.identifiers import MessageId, TaskId
from tracker.domain.message import PACE_MESSAGES, Message, keep_pace


@dataclass(frozen=True, slots=True)
class PostMessage(Command[None]):
    message_id: MessageId
    task_id: TaskId
    author_id: AccountId
    text: str


@dataclass(frozen=True, slots=True)
class PostMessageHandler:
    tasks: Tasks
    messages: Messages
    clock: Clock

    async def __call__(self, command: PostMessage) -> None:
        task = await self.tasks.get(command.task_id)
        message = Message.post(
            command.message_id,
            task=task,
            author_id=command.author_id,
            text=command.text,
            at=self.clock.now(),
        )
        existing = await self.messages.find(message.id)
        if existing is None:
            keep_pace(await self.messages.times_of(message.author_id, limit=PACE_MESSAGES), message.posted_at)
            await self.messages.add(message)
        elif not existing.says_the_same_as(message):
            raise MessageExists("Another message has this id; make a new id for a new message.")
