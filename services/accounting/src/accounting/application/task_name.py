"""What a task is called wherever something about it is shown."""

from dataclasses import dataclass

from accounting.domain.identifiers import TaskId


@dataclass(frozen=True, slots=True)
class TaskName:
    """`title` is empty while the task's own event is still on its way."""

    id: TaskId
    jira_id: str | None
    title: str
