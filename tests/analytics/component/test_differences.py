"""Every comparison of the figures notices the difference it is there for."""

from collections import Counter

import pytest

from analytics.adapters.postgres.differences import PostgresDifferences
from analytics.adapters.postgres.differences_sql import CHECKS
from analytics.application.queries.differences import DIFFERENCES_OF_A_CHECK_MAX
from chassis.postgres.database import Database
from tests.analytics.builders import FEED_THE_CAT, KESHA, a_story_that_fits
from tests.analytics.harness import Harness

TAMPERING = {
    "figures of a day": "UPDATE day_figures SET completions = completions + 1",
    "totals of a closed day": "UPDATE closed_day SET payouts = payouts - 1",
    "balance at a day's end": "UPDATE account_day SET balance = balance + 1",
    "accounts into the red": "UPDATE day_figures SET into_the_red = into_the_red + 1",
    "reward of a completion": f"INSERT INTO reported_completion VALUES ('{FEED_THE_CAT}', '{KESHA}')",
    "price of a task": "UPDATE reported_price SET reward = reward + 1",
    "payout of a day": "DELETE FROM reported_payout",
}


async def test_a_story_that_fits_has_no_differences(in_postgres: Harness, database: Database) -> None:
    await in_postgres.hear(*a_story_that_fits())

    assert list(await PostgresDifferences(database).find()) == []


async def test_what_is_told_again_makes_no_difference(in_postgres: Harness, database: Database) -> None:
    story = a_story_that_fits()
    await in_postgres.hear(*story)
    await in_postgres.hear(*reversed(story))

    assert list(await PostgresDifferences(database).find()) == []


@pytest.mark.parametrize(("check", "tampering"), TAMPERING.items(), ids=TAMPERING)
async def test_a_check_notices(in_postgres: Harness, database: Database, check: str, tampering: str) -> None:
    await in_postgres.hear(*a_story_that_fits())

    async with database.transaction() as transaction:
        await transaction.driver.execute(tampering)

    assert [each.check for each in await PostgresDifferences(database).find()] == [check]


def test_every_check_is_seen_to_notice() -> None:
    assert set(TAMPERING) == set(CHECKS)


async def test_one_check_with_many_differences_hides_no_other(
    in_postgres: Harness, database: Database
) -> None:
    await in_postgres.hear(*a_story_that_fits())
    async with database.transaction() as transaction:
        await transaction.driver.execute(
            "INSERT INTO reported_completion SELECT gen_random_uuid(), gen_random_uuid()"
            f" FROM generate_series(1, {DIFFERENCES_OF_A_CHECK_MAX + 1})"
        )
        await transaction.driver.execute(TAMPERING["payout of a day"])

    found = Counter(each.check for each in await PostgresDifferences(database).find())

    assert found == {"reward of a completion": DIFFERENCES_OF_A_CHECK_MAX, "payout of a day": 1}
