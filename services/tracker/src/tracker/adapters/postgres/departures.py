"""Which tasks went from somebody to others of late, from PostgreSQL."""

from datetime import datetime

from sqlalchemy import func, select

from chassis.identifiers import AccountId
from chassis.postgres.database import Database
from tracker.adapters.postgres import tables
from tracker.application.queries.departures import Departures, DepartureView
from tracker.domain.identifiers import TaskId

d, t, a = tables.departure, tables.task, tables.assignment


class PostgresDepartureViews:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, account_id: AccountId, *, since: datetime, limit: int) -> Departures:
        latest = (
            select(t.c.id, t.c.title, t.c.jira_id, d.c.left_at, func.count().over().label("count"))
            .join_from(d, t, t.c.seq == d.c.seq)
            .join(a, a.c.seq == d.c.seq)
            .where(d.c.account_id == account_id, d.c.left_at > since, a.c.assignee_id != account_id)
            .order_by(d.c.left_at.desc(), d.c.seq)
            .limit(limit)
        )
        async with self._database.reading() as reading:
            rows = (await reading.connection.execute(latest)).all()
        views = [DepartureView(TaskId(row.id), row.title, row.jira_id, row.left_at) for row in rows]
        return Departures(views, rows[0]._mapping["count"] if rows else 0)
