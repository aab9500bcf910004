"""Show a new message to everybody who looks at the task, and mark the task for whoever has it."""

from dataclasses import dataclass

from tracker.application.ports import OpenPages
from tracker.domain.events import MessagePosted


@dataclass(frozen=True, slots=True)
class ShowMessagePosted:
    pages: OpenPages

    async def __call__(self, event: MessagePosted) -> None:
        self.pages.discussion_changed(event.task_id, event.assignee_id)
