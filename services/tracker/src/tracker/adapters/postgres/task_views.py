"""What there is to see of tasks: which ones is found in an index first, what they say is looked up then."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select, text

from chassis.identifiers import AccountId
from chassis.postgres.database import Database, Transaction
from tracker.adapters.postgres import tables
from tracker.adapters.postgres.people import named, person_from
from tracker.adapters.postgres.places import Reach, counted, found_by, places
from tracker.adapters.postgres.search import matches
from tracker.adapters.postgres.searching import count_of_search, search
from tracker.adapters.postgres.statuses import OPEN, STATUSES
from tracker.application.queries.tasks import COUNTED_MAX, Count, TaskFilter, TaskPage, TaskView
from tracker.domain.errors import TaskNotFound
from tracker.domain.identifiers import TaskId
from tracker.domain.task import Status

t, a = tables.task, tables.assignment
author, assignee = tables.account.alias("author"), tables.account.alias("assignee")

PLAN_FOR_THESE_VALUES = text("SET LOCAL plan_cache_mode = force_custom_plan")
"""How common a word or an assignee is decides which index to walk."""


class PostgresTaskViews:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def one(self, task_id: TaskId) -> TaskView:
        async with self._database.reading() as reading:
            row = (await reading.connection.execute(_VIEW.where(t.c.id == task_id))).one_or_none()
        if row is None:
            raise TaskNotFound("There is no such task.")
        return _view_from(row)

    async def mine(self, account_id: AccountId, *, after: int, limit: int) -> Sequence[TaskView]:
        oldest = (
            select(a.c.seq)
            .where(a.c.assignee_id == account_id, a.c.status == OPEN, a.c.seq > after)
            .order_by(a.c.seq)
            .limit(limit)
        )
        async with self._database.reading() as reading:
            rows = await reading.connection.execute(_view_of(oldest).order_by(t.c.seq))
            return [_view_from(row) for row in rows]

    async def mine_count(self, account_id: AccountId) -> Count:
        return await self.count(TaskFilter(status=Status.OPEN, assignee_id=account_id))

    async def completed_since(self, account_id: AccountId, since: datetime) -> Count:
        return await self._count(
            select(a.c.seq).where(a.c.assignee_id == account_id, a.c.status == 1, a.c.completed_at >= since)
        )

    async def page(
        self, which: TaskFilter, *, before: int | None = None, after: int | None = None, limit: int
    ) -> TaskPage:
        async with self._database.reading() as reading:
            if matches(which.text) is None:
                await reading.connection.execute(PLAN_FOR_THESE_VALUES)
                found, reached = await _views(reading, places(which, Reach(before, after), limit + 1)), None
            else:
                seqs, reached = await search(reading, which, Reach(before, after), limit + 1)
                found = await _views(reading, seqs)
        if after is not None:
            return TaskPage(found[-limit:], older=True, newer=bool(reached or found[limit:]), reached=reached)
        older = bool(reached or found[limit:])
        return TaskPage(found[:limit], older=older, newer=before is not None, reached=reached)

    async def count(self, which: TaskFilter) -> Count:
        if matches(which.text) is None:
            return await self._count(found_by(which, which.status))
        async with self._database.reading() as reading:
            return await count_of_search(reading, which)

    async def _count(self, found: Select[Any]) -> Count:
        async with self._database.reading() as reading:
            await reading.connection.execute(PLAN_FOR_THESE_VALUES)
            number = await counted(reading, found)
        return Count(min(number, COUNTED_MAX), number > COUNTED_MAX)


async def _views(reading: Transaction, seqs: Any) -> list[TaskView]:
    rows = await reading.connection.execute(_view_of(seqs).order_by(t.c.seq.desc()))
    return [_view_from(row) for row in rows]


def _view_of(seqs: Any) -> Select[Any]:
    listed = seqs if isinstance(seqs, list) else select(seqs.subquery().c.seq)
    return _VIEW.where(t.c.seq.in_(listed))


_VIEW = (
    select(
        t.c.seq, t.c.id, t.c.title, t.c.jira_id, t.c.description, t.c.created_at,
        a.c.status, a.c.assigned_at, a.c.completed_at,
        *named(t.c.author_id, author, "author"), *named(a.c.assignee_id, assignee, "assignee"),
    )
    .join_from(t, a, a.c.seq == t.c.seq)
    .outerjoin(author, author.c.account_id == t.c.author_id)
    .outerjoin(assignee, assignee.c.account_id == a.c.assignee_id)
)  # fmt: skip


def _view_from(row: Row[*tuple[Any, ...]]) -> TaskView:
    return TaskView(
        seq=row.seq,
        id=TaskId(row.id),
        title=row.title,
        jira_id=row.jira_id,
        description=row.description,
        status=STATUSES[row.status],
        author=person_from(row, "author"),
        assignee=person_from(row, "assignee"),
        created_at=row.created_at,
        assigned_at=row.assigned_at,
        completed_at=row.completed_at,
    )
