"""Titles that an older reader stored whole are taken apart, and others are left alone."""

import pytest

from analytics.adapters.postgres.title_backfill import SPLIT_TITLES
from chassis.postgres import backfill as backfilling
from chassis.postgres.backfill import backfill
from chassis.postgres.database import Database

STORED = {
    "[UBERPOP-42] Fix the beak": ("UBERPOP-42", "Fix the beak"),
    " [ UBERPOP-7 ]  Feed the cat\n\nTwice.": ("UBERPOP-7", "Feed the cat"),
    "[urgent] Oil the perch": (None, "[urgent] Oil the perch"),
    "[UBERPOP-42]": (None, "[UBERPOP-42]"),
    "Count the seeds": (None, "Count the seeds"),
}


@pytest.fixture
async def stored(database: Database) -> None:
    async with database.one_statement() as driver:
        await driver.execute(
            """INSERT INTO task (task_id, title)
               SELECT gen_random_uuid(), title FROM unnest($1::text[]) title""",
            list(STORED),
        )


async def titles(database: Database) -> set[tuple[str | None, str]]:
    async with database.one_statement() as driver:
        return {tuple(row) for row in await driver.fetch("SELECT jira_id, title FROM task")}


@pytest.mark.usefixtures("stored")
async def test_splits_what_has_a_jira_id_in_front_and_nothing_else(database: Database) -> None:
    assert await backfill(database, SPLIT_TITLES) == 2

    assert await titles(database) == set(STORED.values())


@pytest.mark.usefixtures("stored")
async def test_goes_on_round_by_round_and_finds_nothing_the_second_time(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backfilling, "ROWS_PER_ROUND", 1)

    first, second = await backfill(database, SPLIT_TITLES), await backfill(database, SPLIT_TITLES)

    assert (first, second) == (2, 0)
