"""What the dashboard says about itself: how fresh its figures are, and whether they are being built anew."""

from datetime import timedelta

import pytest

from analytics.adapters.postgres.freshness import PostgresFreshnessLog
from analytics.adapters.postgres.rebuild_store import PostgresRebuildStore
from analytics.bootstrap import Application
from analytics.domain.rebuild import FigureDifference, Phase, Rebuild
from chassis.roles import Role
from tests.analytics.builders import MOSCOW, NOON, a_fee, a_story_that_fits
from tests.analytics.component.conftest import Web


async def seen(
    core: Application, age: timedelta, waiting: int = 0, delay_seconds: float | None = 0.42
) -> None:
    """A worker was there so long before noon."""
    await PostgresFreshnessLog(core.database).note(waiting, delay_seconds)
    async with core.database.transaction() as transaction:
        await transaction.driver.execute("UPDATE freshness SET seen_at = $1", NOON - age)


async def front_page(web: Web) -> str:
    async with web.browser() as browser:
        text: str = (await browser.get("/")).text
    return text


async def test_the_page_says_how_far_behind_it_may_be(web: Web, core: Application) -> None:
    await seen(core, timedelta(seconds=3))

    page = await front_page(web)

    assert "Up to 0.4 sec ago" in page
    assert "may be old" not in page


async def test_messages_that_wait_are_counted(web: Web, core: Application) -> None:
    await seen(core, timedelta(seconds=3), waiting=1200)

    page = await front_page(web)

    assert "catching up with 1,200 messages" in page


@pytest.mark.parametrize("age", [timedelta(seconds=31), timedelta(days=2)])
async def test_without_a_worker_the_figures_may_be_old(web: Web, core: Application, age: timedelta) -> None:
    await seen(core, age)

    page = await front_page(web)

    assert "These figures may be old" in page
    assert "Up to 0.4 sec ago" not in page


async def test_a_delay_that_is_not_known_anew_stays(core: Application, web: Web) -> None:
    await seen(core, timedelta(), delay_seconds=0.42)
    await seen(core, timedelta(), delay_seconds=None)

    assert "Up to 0.4 sec ago" in await front_page(web)


async def test_closed_days_that_differ_are_counted(core: Application, web: Web) -> None:
    log = PostgresFreshnessLog(core.database)
    await web.harness.hear(*a_story_that_fits())
    before = await log.days_differing()
    await web.harness.book(a_fee(100))

    assert (before, await log.days_differing()) == (0, 1)


async def a_rebuild(core: Application) -> tuple[PostgresRebuildStore, Rebuild]:
    store = PostgresRebuildStore(core.database, MOSCOW)
    return store, await store.begin(["accounting"])


async def test_a_rebuild_under_way_is_shown(web: Web, core: Application) -> None:
    await web.harness.book(a_fee(1500), a_fee(1200))
    await a_rebuild(core)

    front = await front_page(web)
    async with web.browser() as browser:
        page = (await browser.get("/rebuilds")).text
        part = (await browser.get("/rebuilds/list")).text

    assert "All figures are being built anew" in front
    assert "0 of about 2 entries have arrived" in front
    assert '<progress value="0" max="2"' in page
    assert part.strip().startswith('<div id="rebuilds"')


async def test_differences_are_listed_and_say_what_to_do(web: Web, core: Application) -> None:
    store, rebuild = await a_rebuild(core)
    await store.move_on(rebuild.id, Phase.FOLLOWING)
    await store.keep_differences(
        rebuild.id, [FigureDifference("figures of a day", "2026-11-21", "(<1>)", None)]
    )

    async with web.browser() as browser:
        page = (await browser.get("/rebuilds")).text

    assert "<code>python -m analytics rebuild --accept</code>" in page
    assert "(&lt;1&gt;)" in page
    assert "figures of a day" in page


async def test_where_nothing_was_rebuilt_the_page_says_how_it_is_begun(web: Web) -> None:
    async with web.browser() as browser:
        page = (await browser.get("/rebuilds")).text

    assert "Nothing was ever rebuilt" in page


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
@pytest.mark.parametrize("path", ["/rebuilds", "/rebuilds/list"])
async def test_only_admins_see_rebuilds(web: Web, role: Role, path: str) -> None:
    async with web.browser(role) as browser:
        page = await browser.get(path)

    assert page.status_code == 403
    assert "Analytics is for admins" in page.text
