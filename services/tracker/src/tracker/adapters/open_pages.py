"""Tells open pages what changed: hints that go through the broker, once the transaction has committed."""

from collections.abc import Callable, Iterable

from chassis.identifiers import AccountId
from chassis.live import for_account
from tracker.domain.identifiers import TaskId

Publish = Callable[[Iterable[str]], None]
AfterCommit = Callable[[Callable[[], None]], None]


def to_nobody(_hints: Iterable[str]) -> None:
    """For processes that no page listens to."""


class HintedPages:
    def __init__(self, after_commit: AfterCommit, publish: Publish) -> None:
        self._after_commit = after_commit
        self._publish = publish

    def discussion_changed(self, task_id: TaskId, assignee_id: AccountId) -> None:
        hints = (f"discussion:{task_id}", for_account("tasks", assignee_id))
        self._after_commit(lambda: self._publish(hints))
