"""Post a message to the discussion of a task: anyone may."""

from dataclasses import dataclass

from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command
from tracker.application.ports import Messages, Tasks
from tracker.domain.identifiers import MessageId, TaskId
from tracker.domain.message import Message


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
            task_id=task.id,
            author_id=command.author_id,
            text=command.text,
            at=self.clock.now(),
        )
        await self.messages.add(message)
