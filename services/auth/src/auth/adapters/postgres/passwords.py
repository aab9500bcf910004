"""Password hashes in PostgreSQL."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert

from auth.adapters.postgres.tables import password as table
from auth.domain.email import Email
from chassis.identifiers import AccountId
from chassis.postgres.database import Transaction

OF_ACCOUNT = "SELECT password_hash FROM password WHERE account_id = $1"
BEHIND_EMAIL = """
SELECT account_id, password_hash FROM account LEFT JOIN password USING (account_id)
WHERE email = $1 AND active
"""


class PostgresPasswords:
    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection
        self._driver = transaction.driver

    async def of(self, account_id: AccountId) -> str | None:
        password_hash: str | None = await self._driver.fetchval(OF_ACCOUNT, account_id)
        return password_hash

    async def behind(self, email: Email) -> tuple[AccountId, str | None] | None:
        row = await self._driver.fetchrow(BEHIND_EMAIL, email.address)
        return None if row is None else (AccountId(row["account_id"]), row["password_hash"])

    async def put(self, account_id: AccountId, password_hash: str, at: datetime) -> None:
        new = {"password_hash": password_hash, "changed_at": at}
        await self._connection.execute(
            insert(table)
            .values(account_id=account_id, **new)
            .on_conflict_do_update(index_elements=[table.c.account_id], set_=new)
        )
