"""Checks of the books in PostgreSQL."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any

import asyncpg

from accounting.application.checking import BookCheck
from accounting.application.queries.audit import Audit, Difference, Finding
from accounting.domain.identifiers import AccountId
from chassis.postgres.database import Database

CHECKING = 7_002_002

ASK = "INSERT INTO book_check (asked_at, asked_by) VALUES ($1, $2)"

ASKED_AT = "SELECT min(asked_at) FROM book_check WHERE finished_at IS NULL"

NEWEST_REQUEST = "SELECT max(id) FROM book_check WHERE finished_at IS NULL"

LAST = """
SELECT finished_at, seconds, transfers, sealed_days, findings::text FROM book_check
WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT 1
"""

KEEP = """
WITH answered AS (
    DELETE FROM book_check WHERE finished_at IS NULL AND id <= $8 RETURNING id, asked_at, asked_by
)
INSERT INTO book_check
    (asked_at, asked_by, finished_at, seconds, transfers, sealed_days, differences, findings)
SELECT coalesce(min(asked_at), $1), (array_agg(asked_by ORDER BY id))[1],
       $2, $3, $4, $5, $6, $7::text::jsonb
FROM answered
"""


class PostgresBookChecks:
    """Keeps the table `book_check`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ask(self, at: datetime, by: AccountId | None = None) -> None:
        async with self._database.one_statement() as driver:
            await driver.execute(ASK, at, by)

    async def asked_at(self) -> datetime | None:
        async with self._database.one_statement() as driver:
            asked_at: datetime | None = await driver.fetchval(ASKED_AT)
        return asked_at

    async def newest_request(self) -> int | None:
        async with self._database.one_statement() as driver:
            number: int | None = await driver.fetchval(NEWEST_REQUEST)
        return number

    async def last(self) -> BookCheck | None:
        async with self._database.one_statement() as driver:
            row = await driver.fetchrow(LAST)
        return None if row is None else _check_from(row)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[bool]:
        """The lock is the session's: it ends with the process, and holds up no transaction."""
        async with self._database.one_statement() as driver:
            ours: bool = await driver.fetchval("SELECT pg_try_advisory_lock($1)", CHECKING)
            try:
                yield ours
            finally:
                if ours and not driver.is_closed():
                    await driver.execute("SELECT pg_advisory_unlock($1)", CHECKING)

    async def keep(self, check: BookCheck, begun_at: datetime, answers: int | None) -> None:
        audit = check.audit
        told = {"last_seal": audit.last_seal, "findings": [asdict(finding) for finding in audit.findings]}
        async with self._database.one_statement() as driver:
            await driver.execute(
                KEEP,
                begun_at,
                check.finished_at,
                check.seconds,
                audit.transfers,
                audit.sealed_days,
                audit.differences,
                json.dumps(told),
                answers,
            )


def _check_from(row: asyncpg.Record) -> BookCheck:
    told = json.loads(row["findings"])
    findings = [_finding_from(finding) for finding in told["findings"]]
    audit = Audit(row["transfers"], findings, row["sealed_days"], told["last_seal"])
    return BookCheck(row["finished_at"], row["seconds"], audit)


def _finding_from(told: dict[str, Any]) -> Finding:
    differences = [Difference(**difference) for difference in told["differences"]]
    return Finding(told["question"], differences, told["count"])
