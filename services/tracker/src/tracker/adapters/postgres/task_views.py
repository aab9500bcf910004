"""What there is to see of tasks: which ones is found in an index first, what they say is looked up then."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select, text, union_all

from chassis.identifiers import AccountId
from chassis.postgres.database import Database, Transaction
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

NEARBY = 5_000
"""So many tasks are looked through for words before the index of words is asked."""

MANY_NEARBY = 100

WALK_NEARBY = text("SET LOCAL enable_bitmapscan = off")
USE_WORD_INDEX = text("SET LOCAL enable_bitmapscan = on")

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
        async with self._database.reading() as reading:
            await reading.connection.execute(PLAN_FOR_THESE_VALUES)
            found = await _nearest(reading, which, Reach(before, after), limit + 1)
        if after is not None:
            return TaskPage(found[-limit:], older=True, newer=len(found) > limit)
        return TaskPage(found[:limit], older=len(found) > limit, newer=before is not None)

    async def count(self, which: TaskFilter) -> Count:
        found = _found(which, which.status)
        if matches(which.text) is None:
            return await self._count(found)
        async with self._database.reading() as reading:
            newest = await _newest(reading)
            near = Reach(None, None).narrowed(newest)
            await reading.connection.execute(WALK_NEARBY)
            number = await _number(reading, _within(found, near))
        return (
            Count(min(number, COUNTED_MAX), more=True) if number >= MANY_NEARBY else await self._count(found)
        )

    async def _count(self, found: Select[Any]) -> Count:
        async with self._database.reading() as reading:
            await reading.connection.execute(PLAN_FOR_THESE_VALUES)
            number = await _number(reading, found)
        return Count(min(number, COUNTED_MAX), number > COUNTED_MAX)


@dataclass(frozen=True, slots=True)
class Reach:
    """Tasks created before and after these places; `upwards` begins at `after`."""

    before: int | None
    after: int | None
    upwards: bool = False

    @property
    def is_upwards(self) -> bool:
        return self.upwards or (self.before is None and self.after is not None)

    def narrowed(self, newest: int) -> "Reach":
        """The NEARBY places where this one begins."""
        if self.is_upwards:
            start = self.after or 0
            return Reach(start + NEARBY + 1, start, upwards=True)
        start = newest + 1 if self.before is None else self.before
        return Reach(start, start - NEARBY - 1)

    def is_exhausted_by(self, near: "Reach", newest: int) -> bool:
        if self.is_upwards:
            return near.before is not None and near.before > newest
        return near.after is not None and near.after <= 0


async def _nearest(reading: Transaction, which: TaskFilter, reach: Reach, limit: int) -> list[TaskView]:
    """Common words are found among the tasks nearby; the index of words is asked for rare ones only."""
    if matches(which.text) is None:
        return await _views(reading, _places(which, reach, limit))
    newest = await _newest(reading)
    near = reach.narrowed(newest)
    await reading.connection.execute(WALK_NEARBY)
    found = await _views(reading, _places(which, near, limit))
    await reading.connection.execute(USE_WORD_INDEX)
    if len(found) == limit or reach.is_exhausted_by(near, newest):
        return found
    return await _views(reading, _sought(which, reach, limit))


async def _views(reading: Transaction, places: Any) -> list[TaskView]:
    rows = await reading.connection.execute(_view_of(places).order_by(t.c.seq.desc()))
    return [_view_from(row) for row in rows]


async def _newest(reading: Transaction) -> int:
    found = await reading.connection.execute(select(func.coalesce(func.max(t.c.seq), 0)))
    newest: int = found.scalar_one()
    return newest


async def _number(reading: Transaction, found: Select[Any]) -> int:
    counted = select(func.count()).select_from(found.limit(COUNTED_MAX + 1).subquery())
    number: int = (await reading.connection.execute(counted)).scalar_one()
    return number


def _sought(which: TaskFilter, reach: Reach, limit: int) -> Any:
    """The places by the index of words, all of them before any is put in order."""
    matching = _found(TaskFilter(which.text), None).cte("matching").prefix_with("MATERIALIZED")
    found = _found(replace(which, text=""), which.status)
    seq = found.selected_columns.seq
    return _walk(found.where(seq.in_(select(matching.c.seq))), reach, limit)


def _places(which: TaskFilter, reach: Reach, limit: int) -> Any:
    """The places of the tasks nearest to where the page begins.

    An assignee's tasks lie in the index by status, so each status is walked on its own.
    """
    apart = which.assignee_id is not None and which.status is None
    statuses: Sequence[Status | None] = list(Status) if apart else [which.status]
    walks = [_walk(_found(which, status), reach, limit) for status in statuses]
    if len(walks) == 1:
        return walks[0]
    merged = union_all(*(select(walk.subquery()) for walk in walks)).subquery()
    return select(merged).order_by(_towards(merged.c.seq, reach)).limit(limit)


def _walk(found: Select[Any], reach: Reach, limit: int) -> Select[Any]:
    return _within(found, reach).order_by(_towards(found.selected_columns.seq, reach)).limit(limit)


def _within(found: Select[Any], reach: Reach) -> Select[Any]:
    seq = found.selected_columns.seq
    if reach.before is not None:
        found = found.where(seq < reach.before)
    if reach.after is not None:
        found = found.where(seq > reach.after)
    return found


def _towards(seq: ColumnElement[int], reach: Reach) -> ColumnElement[int]:
    return seq.asc() if reach.is_upwards else seq.desc()


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
