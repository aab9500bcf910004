"""`accounting verify` finds whatever was tampered with, even by somebody whom nothing stops."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from accounting.adapters.postgres.audit import PostgresBooks
from accounting.adapters.postgres.audit_questions import ABOUT_ENTRIES, ABOUT_SUMS
from accounting.adapters.postgres.audit_seals import ABOUT_SEALS
from accounting.adapters.postgres.seals import PostgresSeals
from accounting.application.queries.audit import Audit
from accounting.application.sealing import Sealing
from accounting.bootstrap.command_line import run_verify
from accounting.domain.business_day import ONE_DAY
from accounting.entrypoints.report import report_of
from chassis.postgres.database import Database
from tests.accounting.builders import (
    PRICE_KEY,
    TODAY,
    YESTERDAY,
    a_charge,
    a_completion,
    a_task_id,
    an_account_id,
    charging,
    on,
    rewarding,
)
from tests.accounting.harness import SEALS, Harness, over
from tests.infrastructure import DatabaseUrls, TestPostgres

TAMPERED = {
    "All balances together are zero": "UPDATE ledger_account SET balance = balance + 1 WHERE id > 100",
    "Every balance is the sum of its transfers": """
        UPDATE ledger_account SET balance = balance + CASE WHEN id = 1 THEN -5 ELSE 5 END
        WHERE id IN (1, (SELECT max(id) FROM ledger_account))""",
    "Every account's day is the sum of its transfers (fees/rewards/payouts/entries)": (
        "UPDATE account_day SET fees = fees + 1"
    ),
    "Every stand noted within a day is the sum of the entries before it": """
        INSERT INTO account_mark (account, day, entry, result)
        SELECT account, day, max(id), 1 FROM transfer WHERE kind <> 3 GROUP BY account, day""",
    "Every day of the company is the sum of its transfers (fees/rewards/payouts/payees)": (
        "DELETE FROM company_day"
    ),
    "Every fee and reward is the task's price": "UPDATE task_price SET reward = reward + 100",
    "Every fee, reward and payout is there once": """
        INSERT INTO transfer (kind, debit, credit, amount, task_id, assignment_no, day, occurred_at)
        SELECT kind, debit, credit, amount, task_id, assignment_no, day, occurred_at FROM transfer""",
    "Nobody in the black is left unpaid by a closed day": "DELETE FROM transfer WHERE kind = 3",
    "Payouts are on days that have ended": "UPDATE business_day SET state = 'open'",
    "The database refuses a fee, reward or payout that is there already": "SELECT 1",
    "What was booked on a closed day is what was sealed": f"""
        UPDATE transfer SET occurred_at = occurred_at + interval '1 second' WHERE day = '{YESTERDAY}'""",
    "Every seal is ours and follows on the one before": (
        "UPDATE day_seal SET digest = sha256('x') WHERE number = 1"
    ),
    "Every closed day up to the last sealed one has its seal, and no other day has": (
        "DELETE FROM day_seal WHERE number = 1"
    ),
}


async def audit_of(database: Database) -> Audit:
    return await PostgresBooks(database, SEALS).audit()


@pytest.fixture
async def booked(database: Database) -> Harness:
    """Books with every kind of entry in them."""
    harness = over(database)
    kesha, gosha, task = an_account_id(), an_account_id(), a_task_id()
    await harness.handle(
        charging(a_charge(kesha, task, at=on(YESTERDAY)), a_charge(gosha)),
        rewarding(a_completion(kesha, task, at=on(YESTERDAY))),
    )
    await harness.handle(charging(a_charge(gosha, at=on(YESTERDAY - ONE_DAY))))
    await harness.accounting.close_day(YESTERDAY)
    await harness.handle(rewarding(a_completion(gosha, at=on(TODAY))))
    sealing = Sealing(PostgresSeals(database), SEALS, harness.clock)
    while (seal := await sealing.next_seal()) is not None:
        await sealing.keep(seal)
    return harness


@pytest.fixture
async def tamperer(
    postgres: TestPostgres, urls: DatabaseUrls
) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """Somebody whom nothing stops."""
    connection = await asyncpg.connect(postgres.admin_dsn, database=urls.name)
    await connection.execute("SET session_replication_role = replica")
    yield connection
    await connection.close()


@pytest.fixture
async def unguarded(booked: Harness, tamperer: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Nothing keeps an entry from being there twice any more; booking itself needs what did."""
    assert booked.database is not None
    await tamperer.execute("DROP INDEX uq_transfer_fee, uq_transfer_reward, uq_transfer_payout")


async def test_finds_nothing_in_books_that_are_right(booked: Harness, database: Database) -> None:
    audit = await audit_of(database)

    assert audit.is_clean
    assert (audit.transfers, audit.sealed_days) == (6, 2)
    assert report_of(audit).splitlines()[-1] == "The books are right (6 transfers)."


def test_every_question_has_a_case_that_it_finds() -> None:
    assert set(TAMPERED) == {*ABOUT_SUMS, *ABOUT_ENTRIES, *ABOUT_SEALS}


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("question", TAMPERED)
async def test_finds_what_was_tampered_with(
    booked: Harness,
    database: Database,
    tamperer: "asyncpg.Connection[asyncpg.Record]",
    question: str,
) -> None:
    await tamperer.execute(TAMPERED[question])

    audit = await audit_of(database)

    differing = {finding.question: finding for finding in audit.findings if finding.count}
    assert question in differing
    assert not audit.is_clean
    (first, *_) = differing[question].differences
    assert f"{first.subject}: {first.found}, should be {first.expected}" in report_of(audit)
    assert "The books are WRONG" in report_of(audit)


@pytest.mark.parametrize(
    "statement", ["UPDATE transfer SET amount = amount + 1", "DELETE FROM transfer WHERE kind = 1"]
)
async def test_finds_an_entry_changed_or_removed(
    booked: Harness, database: Database, tamperer: "asyncpg.Connection[asyncpg.Record]", statement: str
) -> None:
    await tamperer.execute(statement)

    audit = await audit_of(database)

    assert {finding.question for finding in audit.findings if finding.count} >= {
        "Every balance is the sum of its transfers",
        "Every account's day is the sum of its transfers (fees/rewards/payouts/entries)",
    }


async def test_the_report_says_how_many_differences_it_leaves_out(
    in_postgres: Harness, database: Database, tamperer: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await in_postgres.handle(charging(*(a_charge(an_account_id()) for _ in range(25))))
    await tamperer.execute("UPDATE task_price SET fee = fee + 1")

    audit = await audit_of(database)

    assert "          and 5 more" in report_of(audit)
    await tamperer.execute("UPDATE task_price SET fee = fee - 1")


@pytest.mark.parametrize(("tamper", "code"), [("SELECT 1", 0), ("UPDATE ledger_account SET balance = 7", 1)])
async def test_the_command_answers_by_its_exit_code(
    booked: Harness,
    urls: DatabaseUrls,
    tamperer: "asyncpg.Connection[asyncpg.Record]",
    monkeypatch: pytest.MonkeyPatch,
    tamper: str,
    code: int,
) -> None:
    monkeypatch.setenv("POPUG_DATABASE_URL", urls.runtime)
    monkeypatch.setenv("POPUG_PRICE_KEY", PRICE_KEY)
    await tamperer.execute(tamper)

    assert await asyncio.to_thread(run_verify, []) == code
