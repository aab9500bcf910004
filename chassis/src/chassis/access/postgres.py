"""The accounts in PostgreSQL: one statement per batch."""

from collections.abc import Sequence

import asyncpg

from chassis.access.account import Account
from chassis.access.record import AccountRecord, AccountState, Deactivation
from chassis.identifiers import AccountId
from chassis.postgres.database import Transaction
from chassis.roles import Role

_STATE = ("version", "name", "email", "role", "locale", "stated_active", "stated_at")
_NEWER = ", ".join(
    f"{column} = CASE WHEN excluded.version > a.version THEN excluded.{column} ELSE a.{column} END"
    for column in _STATE
)

REGISTER = f"""
INSERT INTO account AS a
    (account_id, version, name, email, role, locale, stated_active, stated_at, inactive_stated_at)
SELECT DISTINCT ON (account_id) account_id, version, name, email, role, locale, active, told_at,
       max(told_at) FILTER (WHERE NOT active) OVER (PARTITION BY account_id)
FROM unnest(
    $1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[], $8::timestamptz[]
) AS told(account_id, version, name, email, role, locale, active, told_at)
ORDER BY account_id, version DESC
ON CONFLICT (account_id) DO UPDATE
SET {_NEWER}, inactive_stated_at = greatest(a.inactive_stated_at, excluded.inactive_stated_at)
WHERE excluded.version > a.version
   OR excluded.inactive_stated_at > coalesce(a.inactive_stated_at, '-infinity')
"""  # noqa: S608 -- made of the column names above

DEACTIVATE = """
INSERT INTO account AS a (account_id, version, name, email, role, locale, stated_active, deactivated_at)
SELECT account_id, 0, '', '', 'worker', 'en', false, max(at)
FROM unnest($1::uuid[], $2::timestamptz[]) AS gone(account_id, at)
GROUP BY account_id
ORDER BY account_id
ON CONFLICT (account_id) DO UPDATE SET deactivated_at = excluded.deactivated_at
WHERE excluded.deactivated_at > coalesce(a.deactivated_at, '-infinity')
"""

FIND = "SELECT account_id, version, name, email, role, active, locale FROM account WHERE account_id = $1"

READ_RECORD = """
SELECT account_id, version, name, email, role, locale, stated_active, stated_at,
       inactive_stated_at, deactivated_at
FROM account WHERE account_id = $1
"""


class PostgresAccounts:
    """The table `account`, within one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._driver = transaction.driver

    async def register(self, states: Sequence[AccountState]) -> None:
        """Take `states` in, in one statement; rows are locked in the order of their ids."""
        await self._driver.execute(
            REGISTER,
            [state.account_id for state in states],
            [state.version for state in states],
            [state.name for state in states],
            [state.email for state in states],
            [state.role.value for state in states],
            [state.locale for state in states],
            [state.active for state in states],
            [state.told_at for state in states],
        )

    async def deactivate(self, deactivations: Sequence[Deactivation]) -> None:
        """Take `deactivations` in, in one statement; rows are locked in the order of their ids."""
        await self._driver.execute(
            DEACTIVATE, [gone.account_id for gone in deactivations], [gone.at for gone in deactivations]
        )

    async def find(self, account_id: AccountId) -> Account | None:
        """The account, or None."""
        row = await self._driver.fetchrow(FIND, account_id)
        return None if row is None else _account_from(row)


async def read_record(
    connection: "asyncpg.Connection[asyncpg.Record]", account_id: AccountId
) -> AccountRecord | None:
    """All that the account's events have told, or None when there was none yet; one statement."""
    row = await connection.fetchrow(READ_RECORD, account_id)
    return None if row is None else _record_from(row)


def _account_from(row: asyncpg.Record) -> Account:
    return Account(
        account_id=AccountId(row["account_id"]),
        version=row["version"],
        name=row["name"],
        email=row["email"],
        role=Role(row["role"]),
        active=row["active"],
        locale=row["locale"],
    )


def _record_from(row: asyncpg.Record) -> AccountRecord:
    account_id = AccountId(row["account_id"])
    return AccountRecord(account_id, _state_from(row), row["deactivated_at"], row["inactive_stated_at"])


def _state_from(row: asyncpg.Record) -> AccountState | None:
    if row["stated_at"] is None:
        return None
    return AccountState(
        account_id=AccountId(row["account_id"]),
        version=row["version"],
        name=row["name"],
        email=row["email"],
        role=Role(row["role"]),
        active=row["stated_active"],
        locale=row["locale"],
        told_at=row["stated_at"],
    )
