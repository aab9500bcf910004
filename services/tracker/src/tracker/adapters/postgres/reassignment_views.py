"""How reassignments are getting on, from PostgreSQL."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, and_, exists, func, select, tuple_

from chassis.postgres.database import Database
from tracker.adapters.postgres import tables
from tracker.adapters.postgres.people import named, person_from
from tracker.adapters.postgres.statuses import OPEN
from tracker.adapters.postgres.workers import MAY_BE_ASSIGNED
from tracker.application.queries.reassignments import Place, Prospect, ReassignmentView
from tracker.domain.errors import ReassignmentNotFound
from tracker.domain.identifiers import ReassignmentId
from tracker.domain.reassignment import State

r, newer = tables.reassignment, tables.reassignment.alias("newer")
WAITS_FOR_POPUGS = and_(
    r.c.state == State.RUNNING, ~exists().select_from(tables.account).where(MAY_BE_ASSIGNED)
).label("waits_for_popugs")

starter, overtaker = tables.account.alias("starter"), tables.account.alias("overtaker")

_VIEW = (
    select(
        r.c.id, r.c.state, r.c.total, r.c.done, r.c.started_at, r.c.finished_at, r.c.superseded_by,
        *named(r.c.started_by, starter, "starter"), *named(newer.c.started_by, overtaker, "overtaker"),
        WAITS_FOR_POPUGS,
    )
    .outerjoin_from(r, starter, starter.c.account_id == r.c.started_by)
    .outerjoin(newer, newer.c.id == r.c.superseded_by)
    .outerjoin(overtaker, overtaker.c.account_id == newer.c.started_by)
)  # fmt: skip


class PostgresReassignmentViews:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def one(self, reassignment_id: ReassignmentId) -> ReassignmentView:
        found = await self._all(_VIEW.where(r.c.id == reassignment_id))
        if not found:
            raise ReassignmentNotFound("There is no such reassignment.")
        return found[0]

    async def running(self) -> ReassignmentView | None:
        found = await self._all(_VIEW.where(r.c.state == State.RUNNING))
        return found[0] if found else None

    async def recent(self, limit: int, before: Place | None = None) -> Sequence[ReassignmentView]:
        newest_first = _VIEW.order_by(r.c.started_at.desc(), r.c.id.desc()).limit(limit)
        if before is not None:
            place = tuple_(r.c.started_at, r.c.id) < tuple_(before.started_at, before.id)
            newest_first = newest_first.where(place)
        return await self._all(newest_first)

    async def prospect(self) -> Prospect:
        open_tasks = select(func.count()).where(tables.assignment.c.status == OPEN).scalar_subquery()
        accounts = select(func.count()).select_from(tables.account).where(MAY_BE_ASSIGNED).scalar_subquery()
        async with self._database.reading() as reading:
            counts = (await reading.connection.execute(select(open_tasks, accounts))).one()
        return Prospect(*counts)

    async def _all(self, query: Select[Any]) -> list[ReassignmentView]:
        async with self._database.reading() as reading:
            return [_view_from(row) for row in await reading.connection.execute(query)]


def _view_from(row: Row[*tuple[Any, ...]]) -> ReassignmentView:
    superseded = row.superseded_by is not None
    return ReassignmentView(
        id=ReassignmentId(row.id),
        state=State(row.state),
        total=row.total,
        done=row.done,
        started_by=person_from(row, "starter"),
        started_at=row.started_at,
        finished_at=row.finished_at,
        superseded_by=ReassignmentId(row.superseded_by) if superseded else None,
        superseded_by_account=person_from(row, "overtaker") if superseded else None,
        waits_for_popugs=row.waits_for_popugs,
    )
