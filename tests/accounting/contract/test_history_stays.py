"""Nobody rewrites history: neither the running service nor the owner of the tables."""

import asyncpg
import pytest

from chassis.postgres.address import driver_url
from tests.accounting.builders import a_charge, an_account_id, charging
from tests.accounting.harness import Harness
from tests.infrastructure import DatabaseUrls

ATTEMPTS = [
    "UPDATE transfer SET amount = 1",
    "DELETE FROM transfer",
    "TRUNCATE transfer",
    "UPDATE task_price SET fee = 1",
    "DELETE FROM task_price",
    "UPDATE outbox SET body = 'x'",
    "DELETE FROM outbox",
]


@pytest.mark.parametrize("attempt", ATTEMPTS)
@pytest.mark.parametrize("role", ["runtime", "owner"])
async def test_what_was_booked_can_be_neither_changed_nor_removed(
    in_postgres: Harness, urls: DatabaseUrls, role: str, attempt: str
) -> None:
    kesha = an_account_id()
    await in_postgres.handle(charging(a_charge(kesha)))
    connection = await asyncpg.connect(driver_url(getattr(urls, role)))

    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(attempt)
    finally:
        await connection.close()

    assert await in_postgres.balance(kesha) == -1000
    assert len(await in_postgres.entries(kesha)) == 1


WRONG_ROWS = [
    ("an amount that is not positive", "1, 101, 1, 0, $1, 1"),
    ("a fee the company pays", "1, 1, 101, 100, $1, 1"),
    ("a fee without a number", "1, 101, 1, 100, $1, NULL"),
    ("a reward from an employee", "2, 101, 1, 100, $1, NULL"),
    ("a payout to the company", "3, 101, 1, 100, NULL, NULL"),
    ("a payout for a task", "3, 101, 2, 100, $1, NULL"),
    ("a kind nobody knows", "4, 101, 1, 100, $1, 1"),
]


@pytest.mark.parametrize(("what", "row"), WRONG_ROWS, ids=[what for what, _ in WRONG_ROWS])
async def test_the_table_refuses(in_postgres: Harness, urls: DatabaseUrls, what: str, row: str) -> None:
    statement = f"""
        INSERT INTO transfer (kind, debit, credit, amount, task_id, assignment_no, day, occurred_at)
        SELECT {row}, current_date, now() WHERE $1::uuid IS NOT NULL"""
    connection = await asyncpg.connect(driver_url(urls.runtime))

    try:
        with pytest.raises(asyncpg.CheckViolationError):
            await connection.execute(statement, an_account_id())
    finally:
        await connection.close()
