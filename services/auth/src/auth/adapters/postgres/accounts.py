"""Accounts in PostgreSQL."""

import asyncpg
from asyncpg import UniqueViolationError
from sqlalchemy import exists, insert, select, update
from sqlalchemy.exc import IntegrityError

from auth.adapters.postgres.tables import account as table
from auth.domain.account import Account
from auth.domain.email import Email
from auth.domain.errors import AccountNotFound, EmailTaken
from chassis.errors import Stale
from chassis.identifiers import AccountId
from chassis.mediator import RecordedEvents
from chassis.postgres.database import Transaction
from chassis.roles import Role

BY_ID = "SELECT * FROM account WHERE account_id = $1"
BY_EMAIL = "SELECT * FROM account WHERE email = $1"


class PostgresAccounts:
    def __init__(self, transaction: Transaction, events: RecordedEvents) -> None:
        self._connection = transaction.connection
        self._driver = transaction.driver
        self._events = events

    async def get(self, account_id: AccountId) -> Account:
        row = await self._driver.fetchrow(BY_ID, account_id)
        if row is None:
            raise AccountNotFound("There is no such account.")
        return _account_from(row)

    async def with_email(self, email: Email) -> Account | None:
        row = await self._driver.fetchrow(BY_EMAIL, email.address)
        return None if row is None else _account_from(row)

    async def another_admin(self, than: AccountId) -> bool:
        # Ordered, and every admin rather than the others only: two admins who demote each other meet at the
        # same row first, and the second of them sees what the first has done.
        active_admins = (
            select(table.c.account_id)
            .where(table.c.role == Role.ADMIN.value, table.c.active)
            .order_by(table.c.account_id)
            .with_for_update()
        )
        ids = (await self._connection.execute(active_admins)).scalars().all()
        return any(account_id != than for account_id in ids)

    async def add(self, account: Account) -> None:
        taken = select(exists().where(table.c.email == account.email.address))
        if (await self._connection.execute(taken)).scalar_one():
            raise _taken(account.email)
        try:
            await self._connection.execute(insert(table).values(**_row_from(account)))
        except IntegrityError as error:
            raise _refusal(error, account.email) from error
        self._stored(account)

    async def save(self, account: Account) -> None:
        if account.version == account.stored_version:
            return
        change = (
            update(table)
            .where(table.c.account_id == account.account_id, table.c.version == account.stored_version)
            .values(**_row_from(account))
        )
        try:
            changed = await self._connection.execute(change)
        except IntegrityError as error:
            raise _refusal(error, account.email) from error
        if changed.rowcount != 1:
            raise Stale("Somebody else changed this account a moment ago: load it again.")
        self._stored(account)

    def _stored(self, account: Account) -> None:
        account.stored_version = account.version
        self._events.record(*account.take_events())


def _taken(email: Email) -> EmailTaken:
    return EmailTaken(f"There is an account with the e-mail {email} already.")


def _refusal(error: IntegrityError, email: Email) -> Exception:
    """`uq_account_email` is the only constraint an account that passed the domain can break."""
    cause = getattr(error.orig, "__cause__", None)
    if isinstance(cause, UniqueViolationError) and cause.constraint_name == "uq_account_email":
        return _taken(email)
    return error


def _row_from(account: Account) -> dict[str, object]:
    return {
        "account_id": account.account_id,
        "version": account.version,
        "name": account.name,
        "email": account.email.address,
        "role": account.role.value,
        "active": account.active,
        "locale": account.locale,
        "created_at": account.created_at,
    }


def _account_from(row: asyncpg.Record) -> Account:
    return Account(
        account_id=AccountId(row["account_id"]),
        version=row["version"],
        name=row["name"],
        email=Email(row["email"]),
        role=Role(row["role"]),
        active=row["active"],
        locale=row["locale"],
        created_at=row["created_at"],
    )
