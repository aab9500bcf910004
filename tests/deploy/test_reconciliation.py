"""Tracker, accounting and analytics are compared fact by fact, both ways."""

from collections.abc import Mapping
from uuid import UUID

import asyncpg
import pytest_asyncio

from deploy.databases import dsn_of
from deploy.reconciliation import reconcile, report
from tests.infrastructure import ServiceDatabase
from tests.servers.postgres import TestPostgres

TASK = UUID(int=1)
KESHA = UUID(int=2)
GOSHA = UUID(int=6)

A_COMPLETED_TASK = f"""
INSERT INTO task (id, title, author_id, created_at) VALUES ('{TASK}', 'Fix the beak', '{KESHA}', now());
INSERT INTO assignment (seq, task_id, assignee_id, assignment_no, status, version, assigned_at, completed_at)
SELECT seq, id, '{KESHA}', 2, 1, 3, now(), now() FROM task;
"""
ITS_TRANSFERS = f"""
INSERT INTO ledger_account (id, owner, balance) VALUES (200, '{KESHA}', 500);
INSERT INTO transfer (kind, debit, credit, amount, task_id, assignment_no, day, occurred_at)
VALUES (1, 200, 1, 1000, '{TASK}', 1, '2026-11-21', now()),
       (1, 200, 1, 1000, '{TASK}', 2, '2026-11-21', now()),
       (2, 1, 200, 2500, '{TASK}', NULL, '2026-11-21', now());
"""
ITS_ENTRIES = f"""
INSERT INTO entry (transfer_id, kind, account_id, task_id, amount, day, occurred_at)
VALUES ('{UUID(int=3)}', 'assignment_fee', '{KESHA}', '{TASK}', 1000, '2026-11-21', now()),
       ('{UUID(int=4)}', 'assignment_fee', '{KESHA}', '{TASK}', 1000, '2026-11-21', now()),
       ('{UUID(int=5)}', 'completion_reward', '{KESHA}', '{TASK}', 2500, '2026-11-21', now());
INSERT INTO account_day (account_id, day, moved_by, balance) VALUES ('{KESHA}', '2026-11-21', 500, 500);
"""


@pytest_asyncio.fixture(loop_scope="session")
async def databases(postgres: TestPostgres, service_database: ServiceDatabase) -> Mapping[str, str]:
    services = ("tracker", "accounting", "analytics")
    return {
        service: dsn_of(postgres.admin_dsn, (await service_database(service)).name) for service in services
    }


async def put(dsn: str, statements: str) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute(statements)
    await connection.close()


async def test_services_that_tell_the_same_story_agree(databases: Mapping[str, str]) -> None:
    await put(databases["tracker"], A_COMPLETED_TASK)
    await put(databases["accounting"], ITS_TRANSFERS)
    await put(databases["analytics"], ITS_ENTRIES)

    differences = await reconcile(databases, settle_seconds=0)

    assert differences == []
    assert report(differences) == 0


async def test_what_accounting_never_booked_is_a_difference(databases: Mapping[str, str]) -> None:
    await put(databases["tracker"], A_COMPLETED_TASK)

    differences = await reconcile(databases, settle_seconds=0)

    fees, charged, rewards = differences
    assert fees.only_one == [f"{TASK} no. 1", f"{TASK} no. 2"]
    assert charged.only_one == [f"{TASK} no. 2 to {KESHA}"]
    assert rewards.only_one == [f"{TASK} by {KESHA}"]
    assert report(differences) == 1


async def test_what_only_accounting_tells_is_a_difference(databases: Mapping[str, str]) -> None:
    await put(databases["accounting"], ITS_TRANSFERS)

    differences = await reconcile(databases, settle_seconds=0)

    assert {difference.agreement.name: len(difference.only_other) for difference in differences} == {
        "assignments and fees": 2,
        "newest assignees and whom they cost": 1,
        "completions and rewards": 1,
        "transfers and entries": 0,
        "balances": 0,
    }


async def test_an_amount_that_analytics_tells_otherwise_is_a_difference(databases: Mapping[str, str]) -> None:
    await put(databases["tracker"], A_COMPLETED_TASK)
    await put(databases["accounting"], ITS_TRANSFERS)
    await put(databases["analytics"], ITS_ENTRIES.replace("2500", "2600"))

    (difference,) = await reconcile(databases, settle_seconds=0)

    assert "2500" in difference.only_one[0]
    assert "2600" in difference.only_other[0]


async def test_one_of_two_equal_fees_that_is_missing_is_named(databases: Mapping[str, str]) -> None:
    await put(databases["tracker"], A_COMPLETED_TASK)
    await put(databases["accounting"], ITS_TRANSFERS)
    await put(databases["analytics"], ITS_ENTRIES)
    await put(databases["analytics"], f"DELETE FROM entry WHERE transfer_id = '{UUID(int=4)}'")

    (difference,) = await reconcile(databases, settle_seconds=0)

    assert difference.only_one == [f"assignment_fee {KESHA} {TASK} 1000 2026-11-21"]
    assert difference.only_other == []


async def test_a_fee_charged_to_somebody_else_is_a_difference(databases: Mapping[str, str]) -> None:
    await put(databases["tracker"], A_COMPLETED_TASK.replace(f"'{KESHA}', 2, 1", f"'{GOSHA}', 2, 1"))
    await put(databases["accounting"], ITS_TRANSFERS)
    await put(databases["analytics"], ITS_ENTRIES)

    charged, _rewards = await reconcile(databases, settle_seconds=0)

    assert charged.only_one == [f"{TASK} no. 2 to {GOSHA}"]
    assert charged.only_other == [f"{TASK} no. 2 to {KESHA}"]
