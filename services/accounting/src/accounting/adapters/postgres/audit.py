"""The ledger's own check in PostgreSQL: each question is one statement that answers the differences alone."""

import asyncpg

from accounting.adapters.postgres.audit_questions import DIFFERENCES_SHOWN_MAX, QUESTIONS
from accounting.application.queries.audit import Audit, Difference, Finding
from chassis.postgres.database import Database, Transaction

QUESTION_SECONDS_MAX = 3600.0


class PostgresBooks:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def audit(self) -> Audit:
        async with self._database.reading() as reading:
            transfers = await reading.driver.fetchval(
                "SELECT count(*) FROM transfer", timeout=QUESTION_SECONDS_MAX
            )
            findings = [
                await _ask(reading, question, differences) for question, differences in QUESTIONS.items()
            ]
        return Audit(transfers, findings)


async def _ask(reading: Transaction, question: str, differences: str) -> Finding:
    rows = await reading.driver.fetch(
        f"WITH d AS MATERIALIZED ({differences}) SELECT *, count(*) OVER () AS count FROM d LIMIT $1",  # noqa: S608
        DIFFERENCES_SHOWN_MAX,
        timeout=QUESTION_SECONDS_MAX,
    )
    return Finding(question, [_difference_from(row) for row in rows], rows[0]["count"] if rows else 0)


def _difference_from(row: asyncpg.Record) -> Difference:
    return Difference(row["subject"], str(row["found"]), str(row["expected"]))
