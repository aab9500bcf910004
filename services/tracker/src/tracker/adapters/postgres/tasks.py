"""Tasks in PostgreSQL; the version in the WHERE tells when somebody else came first."""

from typing import Any

import asyncpg
from sqlalchemy import func, insert, literal, select
from sqlalchemy.exc import IntegrityError

from chassis.errors import Stale
from chassis.identifiers import AccountId
from chassis.mediator import RecordedEvents
from chassis.postgres.database import Transaction
from tracker.adapters.postgres import tables
from tracker.adapters.postgres.statuses import OPEN, STATUSES, number_of
from tracker.domain.errors import TaskNotFound
from tracker.domain.identifiers import TaskId
from tracker.domain.reassignment import OpenTasks
from tracker.domain.task import Content, Task
from tracker.domain.title import JiraId, Title

t, a = tables.task, tables.assignment

ID_TAKEN = "uq_task_id"

# Every click sends these two: they go to the driver as they are, since building them costs more than they do.
FIND = """
SELECT t.id, t.title, t.jira_id, t.description, t.author_id, t.created_at,
       a.assignee_id, a.assignment_no, a.status, a.version, a.assigned_at, a.completed_at
FROM task t JOIN assignment a USING (seq) WHERE t.id = $1
"""

SAVE = """
UPDATE assignment
SET assignee_id = $3, assignment_no = $4, status = $5, version = $6, assigned_at = $7, completed_at = $8
WHERE seq = (SELECT seq FROM task WHERE id = $1) AND version = $2
RETURNING seq
"""


class PostgresTasks:
    def __init__(self, transaction: Transaction, events: RecordedEvents) -> None:
        self._connection = transaction.connection
        self._driver = transaction.driver
        self._events = events

    async def add(self, task: Task) -> None:
        try:
            await self._connection.execute(_insertion_of(task))
        except IntegrityError as error:
            if getattr(error.driver_exception, "constraint_name", None) != ID_TAKEN:
                raise
            raise Stale("A task with this id was created a moment ago.") from error
        self._events.record(*task.take_events())

    async def find(self, task_id: TaskId) -> Task | None:
        row = await self._driver.fetchrow(FIND, task_id)
        return None if row is None else _task_from(row)

    async def get(self, task_id: TaskId) -> Task:
        task = await self.find(task_id)
        if task is None:
            raise TaskNotFound("There is no such task.")
        return task

    async def save(self, task: Task) -> None:
        events = task.take_events()
        if not events:
            return
        values = _assignment_of(task)
        saved = await self._driver.fetchval(SAVE, task.id, task.version, *values.values())
        if saved is None:
            raise Stale("Somebody else changed this task a moment ago.")
        self._events.record(*events)

    async def open(self) -> OpenTasks:
        found = select(func.count(), func.coalesce(func.max(a.c.seq), 0)).where(a.c.status == OPEN)
        count, last_seq = (await self._connection.execute(found)).one()
        return OpenTasks(count, last_seq)


def _insertion_of(task: Task) -> Any:
    row = {**_row_from(task), "first_assignee_id": task.assignee_id}
    written = insert(t).values(row).returning(t.c.seq).cte("written")
    values = {"task_id": task.id, **_assignment_of(task)}
    columns = [written.c.seq, *(literal(value, a.c[name].type) for name, value in values.items())]
    return insert(a).from_select(["seq", *values], select(*columns))


def _row_from(task: Task) -> dict[str, Any]:
    return {
        "id": task.id,
        "title": task.content.title,
        "jira_id": task.content.jira_id,
        "description": task.content.description,
        "author_id": task.content.author_id,
        "created_at": task.created_at,
    }


def _assignment_of(task: Task) -> dict[str, Any]:
    return {
        "assignee_id": task.assignee_id,
        "assignment_no": task.assignment_no,
        "status": number_of(task.status),
        "version": task.version + 1,
        "assigned_at": task.assigned_at,
        "completed_at": task.completed_at,
    }


def _task_from(row: asyncpg.Record) -> Task:
    jira_id = None if row["jira_id"] is None else JiraId(row["jira_id"])
    return Task(
        id=TaskId(row["id"]),
        content=Content(Title(row["title"]), jira_id, row["description"], AccountId(row["author_id"])),
        created_at=row["created_at"],
        assignee_id=AccountId(row["assignee_id"]),
        assignment_no=row["assignment_no"],
        assigned_at=row["assigned_at"],
        status=STATUSES[row["status"]],
        completed_at=row["completed_at"],
        version=row["version"],
    )
