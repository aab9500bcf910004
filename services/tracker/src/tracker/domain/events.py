"""What happens to tasks and in their discussions."""

from dataclasses import dataclass
from datetime import datetime

from chassis.identifiers import AccountId
from chassis.messages import DomainEvent
from tracker.domain.identifiers import MessageId, TaskId
from tracker.domain.title import JiraId, Title


@dataclass(frozen=True, slots=True)
class TaskCreated(DomainEvent):
    task_id: TaskId
    title: Title
    jira_id: JiraId | None
    description: str | None
    author_id: AccountId
    at: datetime


@dataclass(frozen=True, slots=True)
class TaskAssigned(DomainEvent):
    task_id: TaskId
    assignment_no: int
    account_id: AccountId
    at: datetime


@dataclass(frozen=True, slots=True)
class TaskCompleted(DomainEvent):
    task_id: TaskId
    assignment_no: int
    account_id: AccountId
    at: datetime


@dataclass(frozen=True, slots=True)
class MessagePosted(DomainEvent):
    """`assignee_id` has the task at that moment."""

    message_id: MessageId
    task_id: TaskId
    assignee_id: AccountId
    author_id: AccountId
    at: datetime
