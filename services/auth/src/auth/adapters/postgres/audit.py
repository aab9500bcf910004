"""The audit trail in PostgreSQL; nobody has the right to change what is in it."""

import json
from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement, Row, Select, or_, select

from auth.adapters.postgres.tables import account, audit_act
from auth.application.queries.audit import ActFilter, ActView, Person
from auth.application.whereabouts import address_of_the_act
from auth.domain.act import Act, ActKind
from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.postgres.database import Database, Transaction

PEOPLE_MAX = 100
"""A search that fits more people than this finds the acts of the first of them by e-mail."""


ADD = """
INSERT INTO audit_act (at, kind, account_id, by_account_id, address, details) VALUES ($1, $2, $3, $4, $5, $6)
"""


class PostgresAuditTrail:
    def __init__(
        self, transaction: Transaction, clock: Clock, address: Callable[[], str] = address_of_the_act
    ) -> None:
        self._driver = transaction.driver
        self._clock = clock
        self._address = address

    async def add(self, act: Act) -> None:
        await self._driver.execute(
            ADD,
            self._clock.now(),
            act.kind.value,
            act.account_id,
            act.by,
            self._address(),
            json.dumps(dict(act.details)),
        )


class PostgresAudit:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, wanted: ActFilter, before_id: int | None, limit: int) -> Sequence[ActView]:
        async with self._database.reading() as transaction:
            connection = transaction.connection
            conditions = _conditions(wanted, before_id)
            if wanted.person:
                people = (await connection.execute(_people(wanted.person))).scalars().all()
                conditions.append(_concerns(people))
            rows = (await connection.execute(_page(conditions, limit))).all()
            ids = {row.account_id for row in rows} | {row.by_account_id for row in rows}
            named = select(account.c.account_id, account.c.name, account.c.email)
            found = await connection.execute(named.where(account.c.account_id.in_(ids - {None})))
            persons = {
                row.account_id: Person(AccountId(row.account_id), row.name, row.email) for row in found
            }
        return [_view_from(row, persons) for row in rows]


def _page(conditions: list[ColumnElement[bool]], limit: int) -> Select[tuple[object, ...]]:
    return select(audit_act).where(*conditions).order_by(audit_act.c.act_id.desc()).limit(limit)


def _conditions(wanted: ActFilter, before_id: int | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if before_id is not None:
        conditions.append(audit_act.c.act_id < before_id)
    if wanted.kind is not None:
        conditions.append(audit_act.c.kind == wanted.kind.value)
    if wanted.account_id is not None:
        conditions.append(_concerns([wanted.account_id]))
    if wanted.since is not None:
        conditions.append(audit_act.c.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(audit_act.c.at < wanted.until)
    return conditions


def _people(text: str) -> Select[tuple[object]]:
    fits = or_(
        account.c.name.icontains(text, autoescape=True), account.c.email.icontains(text, autoescape=True)
    )
    return select(account.c.account_id).where(fits).order_by(account.c.email).limit(PEOPLE_MAX)


def _concerns(account_ids: Sequence[object]) -> ColumnElement[bool]:
    return or_(audit_act.c.account_id.in_(account_ids), audit_act.c.by_account_id.in_(account_ids))


def _view_from(row: Row[tuple[object, ...]], persons: dict[object, Person]) -> ActView:
    return ActView(
        row.act_id,
        row.at,
        ActKind(row.kind),
        persons.get(row.account_id),
        persons.get(row.by_account_id),
        row.address,
        row.details,
    )
