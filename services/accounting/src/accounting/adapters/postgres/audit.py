"""The ledger's own check in PostgreSQL: each question is one statement that answers the differences alone."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter

import asyncpg

from accounting.adapters.postgres.audit_questions import (
    ABOUT_ENTRIES,
    ABOUT_SUMS,
    BOOKED,
    DIFFERENCES_SHOWN_MAX,
)
from accounting.adapters.postgres.audit_seals import SealedPast, check_seals
from accounting.application.queries.audit import Audit, Difference, Finding
from accounting.domain.seal import SealMaker
from chassis.postgres.database import Database, Transaction

QUESTION_SECONDS_MAX = 3600.0
MEMORY = "SET LOCAL work_mem = '64MB'"


class PostgresBooks:
    """Everything is asked of one snapshot; `maker` knows the key of the seals."""

    def __init__(self, database: Database, maker: SealMaker) -> None:
        self._database = database
        self._maker = maker

    async def audit(self) -> Audit:
        async with self._database.reading() as reading:
            await reading.driver.execute(MEMORY)
            findings = [*await _ask(reading, ABOUT_SUMS, BOOKED)]
            for question, differences in ABOUT_ENTRIES.items():
                findings += await _ask(reading, {question: differences})
            past = await check_seals(reading, self._maker)
        return _audit(findings, past)


def _audit(findings: list[Finding], past: SealedPast) -> Audit:
    return Audit(past.transfers, [*findings, *past.findings], past.seals, past.last_seal)


async def _ask(reading: Transaction, questions: Mapping[str, str], basis: str = "") -> Iterator[Finding]:
    rows = await reading.driver.fetch(
        _statement(questions, basis), list(questions), DIFFERENCES_SHOWN_MAX, timeout=QUESTION_SECONDS_MAX
    )
    by_question = {
        question: list(of_question) for question, of_question in groupby(rows, key=itemgetter("question"))
    }
    return (_finding(question, by_question.get(question, [])) for question in questions)


def _statement(questions: Mapping[str, str], basis: str) -> str:
    """All `questions` at once: the first differences of each, and how many there are."""
    parts = [
        f"(SELECT {number} AS number, subject, found::text, expected::text FROM ({differences}) q)"  # noqa: S608
        for number, differences in enumerate(questions.values(), 1)
    ]
    return f"""
        WITH {basis + "," if basis else ""} differing AS MATERIALIZED ({" UNION ALL ".join(parts)})
        SELECT ($1::text[])[number] AS question, subject, found, expected, count FROM (
            SELECT *, count(*) OVER (PARTITION BY number) AS count,
                   row_number() OVER (PARTITION BY number) AS place
            FROM differing
        ) d WHERE place <= $2 ORDER BY number, place
    """  # noqa: S608 -- made of the questions


def _finding(question: str, rows: list[asyncpg.Record]) -> Finding:
    differences = [Difference(row["subject"], row["found"] or "nothing", row["expected"]) for row in rows]
    return Finding(question, differences, rows[0]["count"] if rows else 0)
