"""Tasks, accounts and moments as tests need them."""

from datetime import UTC, datetime
from uuid import UUID

from chassis.access import AccountState, RegisterAccounts
from chassis.identifiers import AccountId, new_id
from chassis.roles import Role
from tracker.application.commands.create_task import CreateTask
from tracker.domain.identifiers import TaskId
from tracker.domain.task import Content, Task
from tracker.domain.title import JiraId, Title

NOON = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def an_id(number: int) -> UUID:
    return UUID(int=number)


def an_account_id() -> AccountId:
    return AccountId(new_id())


def a_content(
    title: str = "Fix the beak",
    *,
    jira_id: str | None = "UBERPOP-42",
    description: str | None = None,
    author_id: AccountId | None = None,
) -> Content:
    return Content(
        Title(title),
        None if jira_id is None else JiraId(jira_id),
        description,
        author_id or AccountId(an_id(7)),
    )


def a_task(*, assignee_id: AccountId | None = None, at: datetime = NOON) -> Task:
    return Task.create(TaskId(new_id()), a_content(), assignee_id=assignee_id or an_account_id(), at=at)


def a_stored_task(**changes: object) -> Task:
    """A task as it is loaded: nothing has happened to it since."""
    task = a_task(**changes)  # type: ignore[arg-type]
    task.take_events()
    return task


def creating(title: str = "Fix the beak", *, task_id: TaskId | None = None, **content: object) -> CreateTask:
    return CreateTask(task_id or TaskId(new_id()), a_content(title, **content))  # type: ignore[arg-type]


def an_account(
    account_id: AccountId,
    *,
    role: Role = Role.WORKER,
    active: bool = True,
    version: int = 1,
    name: str = "Kesha",
) -> AccountState:
    return AccountState(account_id, version, name, f"{account_id}@popug.inc", role, active, "en", NOON)


def registering(*states: AccountState) -> RegisterAccounts:
    return RegisterAccounts(states)
