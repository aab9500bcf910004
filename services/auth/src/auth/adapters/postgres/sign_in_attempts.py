"""Misses at the door, in PostgreSQL, so that every replica counts the same."""

from auth.domain.attempts import Attempts
from chassis.postgres.database import Transaction

# Changes nothing where there is a row already, but holds it like any change.
HOLD = """
INSERT INTO sign_in_attempt (subject) VALUES ($1)
ON CONFLICT (subject) DO UPDATE SET subject = excluded.subject RETURNING misses, last_at
"""
SAVE = "UPDATE sign_in_attempt SET misses = $2, last_at = $3 WHERE subject = $1"


class PostgresSignInAttempts:
    def __init__(self, transaction: Transaction) -> None:
        self._driver = transaction.driver

    async def hold(self, subject: str, free: int) -> Attempts:
        row = await self._driver.fetchrow(HOLD, subject)
        if row is None:
            raise RuntimeError("PostgreSQL answered nothing where it always answers a row")
        return Attempts(subject, free, row["misses"], row["last_at"])

    async def save(self, attempts: Attempts) -> None:
        await self._driver.execute(SAVE, attempts.subject, attempts.misses, attempts.last_at)
