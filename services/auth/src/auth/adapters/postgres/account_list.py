"""The accounts as admins look through them, in PostgreSQL."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from auth.adapters.postgres.accounts import BY_EMAIL, BY_ID
from auth.adapters.postgres.tables import account as table
from auth.application.account_view import AccountView
from auth.application.queries.account_list import AccountFilter
from chassis.identifiers import AccountId
from chassis.postgres.database import Database
from chassis.roles import Role


class PostgresAccountList:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, wanted: AccountFilter, after_email: str, limit: int) -> Sequence[AccountView]:
        statement = (
            select(table)
            .where(*_conditions(wanted), table.c.email > after_email)
            .order_by(table.c.email)
            .limit(limit)
        )
        async with self._database.reading() as transaction:
            rows = await transaction.connection.execute(statement)
            return [view_from(row._asdict()) for row in rows]

    async def count(self, wanted: AccountFilter, limit: int) -> int:
        found = select(table.c.account_id).where(*_conditions(wanted)).limit(limit).subquery()
        async with self._database.reading() as transaction:
            counted = await transaction.connection.execute(select(func.count()).select_from(found))
            return counted.scalar_one()

    async def get(self, account_id: AccountId) -> AccountView | None:
        return await self._one(BY_ID, account_id)

    async def with_email(self, email: str) -> AccountView | None:
        return await self._one(BY_EMAIL, email)

    async def _one(self, statement: str, key: object) -> AccountView | None:
        async with self._database.one_statement() as driver:
            row = await driver.fetchrow(statement, key)
        return None if row is None else view_from(dict(row))


def _conditions(wanted: AccountFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.text:
        conditions.append(
            or_(
                table.c.name.icontains(wanted.text, autoescape=True),
                table.c.email.icontains(wanted.text, autoescape=True),
            )
        )
    if wanted.role is not None:
        conditions.append(table.c.role == wanted.role.value)
    if wanted.active is not None:
        conditions.append(table.c.active.is_(wanted.active))
    return conditions


def view_from(row: Mapping[str, Any]) -> AccountView:
    return AccountView(
        account_id=AccountId(row["account_id"]),
        version=row["version"],
        name=row["name"],
        email=row["email"],
        role=Role(row["role"]),
        active=row["active"],
        locale=row["locale"],
        created_at=row["created_at"],
    )
