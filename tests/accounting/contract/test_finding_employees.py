"""Finding employees by any part of a name or address, among so many that nobody wants to read them all."""

from collections.abc import Sequence

import asyncpg
import pytest

from accounting.adapters.postgres.account_views import NEARBY_ACCOUNTS, PAGE_BY_PAIRS
from accounting.application.queries.accounts import Place
from chassis.postgres.address import driver_url
from chassis.postgres.database import Database
from tests.accounting.builders import TODAY, a_charge, an_account, an_account_id, charging, registering
from tests.accounting.harness import Harness
from tests.infrastructure import DatabaseUrls

MANY = NEARBY_ACCOUNTS + 100
RARE = "Zorro the last"


@pytest.fixture
async def crowd(in_postgres: Harness) -> Harness:
    """Many popugs, and one who comes after them all."""
    names = [f"Popug{number:05}" for number in range(MANY)]
    await in_postgres.handle(registering(*(an_account(an_account_id(), name) for name in names)))
    await in_postgres.handle(registering(an_account(an_account_id(), RARE)))
    return in_postgres


async def found(crowd: Harness, text: str, *, after: Place | None = None, limit: int = 9) -> Sequence[str]:
    page = await crowd.accounting.accounts.page(text, today=TODAY, after=after, limit=limit)
    return [each.name for each in page]


@pytest.mark.parametrize("text", ["zor", "ZORRO", "o the l", "zorro the last@popug", "Zo", "z"])
async def test_one_who_comes_late_is_found_by_any_part(crowd: Harness, text: str) -> None:
    assert await found(crowd, text) == [RARE]


async def test_nobody_is_found_who_has_the_pairs_and_not_the_word(crowd: Harness) -> None:
    assert await found(crowd, "zororro") == []


async def test_many_are_paged_through_to_the_last(crowd: Harness) -> None:
    names: list[str] = []
    after: Place | None = None
    for _ in range(MANY):
        page = await crowd.accounting.accounts.page("07", today=TODAY, after=after, limit=50)
        names += [each.name for each in page]
        if len(page) < 50:
            break
        after = Place(page[-1].name, page[-1].account_id)

    assert names == [f"Popug{number:05}" for number in range(MANY) if "07" in f"{number:05}"]


async def test_those_who_owe_are_found_among_many(crowd: Harness) -> None:
    views = crowd.accounting.accounts
    (zorro,) = await views.page("zorro", today=TODAY, after=None, limit=9)
    await crowd.handle(charging(a_charge(zorro.account_id)))

    red = await views.page("o", today=TODAY, after=None, limit=9, in_the_red=True)

    assert [each.name for each in red] == [RARE]


@pytest.mark.usefixtures("crowd")
async def test_who_is_rare_is_found_by_the_index(urls: DatabaseUrls, database: Database) -> None:
    owner = await asyncpg.connect(driver_url(urls.owner))
    await owner.execute("ANALYZE account")
    await owner.close()

    async with database.reading() as reading:
        rows = await reading.driver.fetch(
            f"EXPLAIN {PAGE_BY_PAIRS}", TODAY, None, None, 9, False, "%zorro%", "zorro"
        )

    plan = "\n".join(row[0] for row in rows)
    assert "ix_account_letter_pairs" in plan
    assert "Seq Scan on account " not in plan
