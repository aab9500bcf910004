"""Who has had a task, read back from the events that said so.

A reassignment walks the tasks in the order of their creation, so each of its events covers a stretch of them:
the stretch leads to the event, and the event names the assignee. Nothing is stored a second time.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

import asyncpg

from chassis.identifiers import AccountId
from chassis.postgres.database import Database
from tracker.application.people import Person
from tracker.application.queries.history import AssignmentView, Press
from tracker.domain.errors import TaskNotFound
from tracker.domain.identifiers import ReassignmentId, TaskId

END_OF_TIME = datetime.max.replace(tzinfo=UTC)

TASK = """
SELECT t.seq, t.created_at, a.assignment_no, a.completed_at,
       coalesce(t.first_assignee_id, a.assignee_id) AS assignee_id, coalesce(person.name, '') AS assignee_name
FROM task t
JOIN assignment a ON a.seq = t.seq
LEFT JOIN account person ON person.account_id = coalesce(t.first_assignee_id, a.assignee_id)
WHERE t.id = $1
"""

PASSED_ON = """
WITH covering AS MATERIALIZED (
    SELECT r.id, r.started_by, r.started_at, stretch.outbox_id
    FROM reassignment r
    CROSS JOIN LATERAL (
        SELECT s.first_seq, s.outbox_id FROM stretch s
        WHERE s.reassignment_id = r.id AND s.last_seq >= $2 ORDER BY s.last_seq LIMIT 1
    ) AS stretch
    WHERE r.started_at <= $3 AND r.last_seq >= $2 AND r.max_seq >= $2 AND stretch.first_seq <= $2
    ORDER BY r.started_at DESC OFFSET $4 LIMIT $5
), told AS MATERIALIZED (
    SELECT covering.*, event.data ->> 'at' AS at, jsonb_path_query_first(
        event.data, '$.assignments[*] ? (@.task_id == $task)', jsonb_build_object('task', $1::uuid)
    ) AS assignment
    FROM covering
    JOIN outbox o ON o.id = covering.outbox_id
    CROSS JOIN LATERAL (SELECT convert_from(o.body, 'UTF8')::jsonb -> 'data' AS data) AS event
)
SELECT told.id, told.started_by, told.started_at, told.at::timestamptz AS at,
       (told.assignment ->> 'assignment_no')::int AS number,
       (told.assignment ->> 'account_id')::uuid AS assignee_id,
       coalesce(assignee.name, '') AS assignee_name, coalesce(presser.name, '') AS presser_name
FROM told
LEFT JOIN account assignee ON assignee.account_id = (told.assignment ->> 'account_id')::uuid
LEFT JOIN account presser ON presser.account_id = told.started_by
WHERE told.assignment IS NOT NULL
ORDER BY number DESC
"""


class PostgresHistories:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def assignments(
        self, task_id: TaskId, *, before: int | None = None, limit: int
    ) -> Sequence[AssignmentView]:
        async with self._database.reading() as reading:
            task = await reading.driver.fetchrow(TASK, task_id)
            if task is None:
                raise TaskNotFound("There is no such task.")
            start = task["assignment_no"] + 1 if before is None else min(before, task["assignment_no"] + 1)
            found = await passed_on(
                reading.driver,
                task_id,
                task["seq"],
                completed_at=task["completed_at"],
                skip=task["assignment_no"] + 1 - start,
                limit=max(min(limit, start - 2), 0),
            )
        return [*found, _first_of(task)] if start > 1 and len(found) < limit else found


async def passed_on(
    driver: "asyncpg.Connection[asyncpg.Record]",
    task_id: TaskId,
    seq: int,
    *,
    completed_at: datetime | None = None,
    skip: int = 0,
    limit: int,
) -> list[AssignmentView]:
    """The latest assignments of the task by presses of the button, newest first, without the last `skip`."""
    rows = await driver.fetch(PASSED_ON, task_id, seq, completed_at or END_OF_TIME, skip, limit)
    return [_assignment_from(row) for row in rows]


def _assignment_from(row: asyncpg.Record) -> AssignmentView:
    presser = Person(AccountId(row["started_by"]), row["presser_name"])
    assignee = Person(AccountId(row["assignee_id"]), row["assignee_name"])
    press = Press(ReassignmentId(row["id"]), presser, row["started_at"])
    return AssignmentView(row["number"], assignee, row["at"], press)


def _first_of(task: asyncpg.Record) -> AssignmentView:
    assignee = Person(AccountId(task["assignee_id"]), task["assignee_name"])
    return AssignmentView(1, assignee, task["created_at"], None)
