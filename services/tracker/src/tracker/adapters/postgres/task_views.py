"""What there is to see of tasks: which ones is found in an index first, what they say is looked up then."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select, text, union_all

from chassis.identifiers import AccountId
from chassis.postgres.database import Database
from tracker.adapters.postgres import tables
from tracker.adapters.postgres.people import named, person_from
from tracker.adapters.postgres.search import matches
from tracker.adapters.postgres.statuses import OPEN, STATUSES, number_of
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
            raise TaskNotFound("there is no such task")
        return _view_from(row)

    async def mine(self, account_id: AccountId, *, after: int, limit: int) -> Sequence[TaskView]:
        places = (
            select(a.c.seq)
            .where(a.c.assignee_id == account_id, a.c.status == OPEN, a.c.seq > after)
            .order_by(a.c.seq)
            .limit(limit)
        )
        async with self._database.reading() as reading:
            rows = await reading.connection.execute(_view_of(places).order_by(t.c.seq))
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
        places = _places(which, before, after, limit + 1)
        async with self._database.reading() as reading:
            await reading.connection.execute(PLAN_FOR_THESE_VALUES)
            rows = await reading.connection.execute(_view_of(places).order_by(t.c.seq.desc()))
            found = [_view_from(row) for row in rows]
        if after is not None:
            return TaskPage(found[-limit:], older=True, newer=len(found) > limit)
        return TaskPage(found[:limit], older=len(found) > limit, newer=before is not None)

    async def count(self, which: TaskFilter) -> Count:
        return await self._count(_found(which, which.status))

    async def _count(self, found: Select[Any]) -> Count:
        counted = select(func.count()).select_from(found.limit(COUNTED_MAX + 1).subquery())
        async with self._database.reading() as reading:
            await reading.connection.execute(PLAN_FOR_THESE_VALUES)
            number = (await reading.connection.execute(counted)).scalar_one()
        return Count(min(number, COUNTED_MAX), number > COUNTED_MAX)


def _places(which: TaskFilter, before: int | None, after: int | None, limit: int) -> Any:
    """The places of the tasks nearest to where the page begins.

    An assignee's tasks lie in the index by status, so each status is walked on its own.
    """
    apart = which.assignee_id is not None and which.status is None
    statuses: Sequence[Status | None] = list(Status) if apart else [which.status]
    walks = [_walk(_found(which, status), before, after, limit) for status in statuses]
    if len(walks) == 1:
        return walks[0]
    merged = union_all(*(select(walk.subquery()) for walk in walks)).subquery()
    return select(merged).order_by(_towards(merged.c.seq, after)).limit(limit)


def _walk(found: Select[Any], before: int | None, after: int | None, limit: int) -> Select[Any]:
    seq = found.selected_columns.seq
    if before is not None:
        found = found.where(seq < before)
    if after is not None:
        found = found.where(seq > after)
    return found.order_by(_towards(seq, after)).limit(limit)


def _towards(seq: ColumnElement[int], after: int | None) -> ColumnElement[int]:
    return seq.desc() if after is None else seq.asc()


def _found(which: TaskFilter, status: Status | None) -> Select[Any]:
    by_text = matches(which.text)
    by_assignment = status is not None or which.assignee_id is not None
    found = select(a.c.seq) if by_assignment else select(t.c.seq)
    if by_text is not None:
        found = (found.join_from(a, t, a.c.seq == t.c.seq) if by_assignment else found).where(by_text)
    if status is not None:
        found = found.where(a.c.status == number_of(status))
    if which.assignee_id is not None:
        found = found.where(a.c.assignee_id == which.assignee_id)
    return found


def _view_of(places: Any) -> Select[Any]:
    return _VIEW.where(t.c.seq.in_(select(places.subquery().c.seq)))


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
