"""The dashboard, as a browser without JavaScript sees it."""

import pytest

from chassis.roles import Role
from tests.analytics.builders import (
    FIX_THE_BEAK,
    GOSHA,
    KESHA,
    TODAY,
    a_fee,
    a_reward,
    at,
    learning,
    registering,
    yesterday,
)
from tests.analytics.component.conftest import Web

OTHERS = [role for role in Role if role is not Role.ADMIN]


async def some_days(web: Web) -> None:
    await web.harness.hear(
        learning(FIX_THE_BEAK, "Fix the <beak>", "UBERPOP-42"), registering(KESHA, "Kesha")
    )
    await web.harness.book(
        a_fee(1500, account_id=GOSHA),
        a_reward(2800, occurred_at=at(TODAY, 11, 58)),
        a_fee(1200, day=yesterday()),
        a_reward(3800, day=yesterday()),
    )


async def test_an_admin_sees_today_at_a_glance(web: Web) -> None:
    await some_days(web)

    async with web.browser() as browser:
        page = await browser.get("/")

    assert page.status_code == 200
    for shown in ("−$13.00", "Yesterday", "−$26.00", "$38.00", "$28.00", "UBERPOP-42", "Kesha"):
        assert shown in page.text
    assert "Fix the &lt;beak&gt;" in page.text
    assert "<beak>" not in page.text
    assert "Everything booked up to" in page.text
    assert 'hx-get="/figures?range=7-days"' in page.text


async def test_the_days_most_expensive_tasks_are_listed_newest_first_below_the_ranges(web: Web) -> None:
    await some_days(web)

    async with web.browser() as browser:
        page = await browser.get("/")

    listed = page.text[page.text.index("Most expensive by day") :]
    places = [listed.index(text) for text in ("15 Nov", "$38.00", "$28.00")]
    assert places == sorted(places)


async def test_every_chart_brings_its_own_table_of_figures(web: Web) -> None:
    await some_days(web)

    async with web.browser() as browser:
        page = await browser.get("/?range=30-days")

    for title in ("Earnings per day", "Fees against rewards", "in the red at the day", "Completions per day"):
        assert title in page.text
    assert page.text.count("data-chart ") == 4
    assert '"2026-10-23"' in page.text


@pytest.mark.parametrize(
    ("query", "first", "days"),
    [("", "2026-11-15", 7), ("range=today", "2026-11-21", 1), ("range=30-days", "2026-10-23", 30),
     ("from=2026-11-01&to=2026-11-10", "2026-11-01", 10), ("range=nonsense", "2026-11-15", 7)],
)  # fmt: skip
async def test_the_range_is_in_the_address(web: Web, query: str, first: str, days: int) -> None:
    async with web.browser() as browser:
        page = await browser.get(f"/?{query}")

    assert f'name="from" value="{first}"' in page.text or f'value="{first}"' in page.text
    chart = page.text[page.text.index('id="completions"') :]
    assert chart[: chart.index("</figure>")].count('<th scope="row">') == days


@pytest.mark.parametrize(
    "query", ["from=2026-11-10&to=2026-11-01", "from=2025-01-01&to=2026-11-01", "from=x"]
)
async def test_days_that_make_no_range_are_explained(web: Web, query: str) -> None:
    async with web.browser() as browser:
        page = await browser.get(f"/?{query}")

    assert page.status_code == 422
    assert "These two days make no range" in page.text


async def test_the_part_that_is_live_comes_alone(web: Web) -> None:
    await some_days(web)

    async with web.browser() as browser:
        part = await browser.get("/figures?range=today")

    assert part.status_code == 200
    assert part.text.strip().startswith('<div id="figures"')
    assert "<html" not in part.text
    assert "$28.00" in part.text


async def test_an_empty_dashboard_says_so(web: Web) -> None:
    async with web.browser() as browser:
        page = await browser.get("/")

    assert page.status_code == 200
    assert "Nothing booked yet" in page.text
    assert "No task was completed in these days" in page.text


async def test_it_speaks_russian(web: Web) -> None:
    await some_days(web)

    async with web.browser(language="ru") as browser:
        page = await browser.get("/")

    assert "Заработано сегодня" in page.text
    assert "Самая дорогая задача недели" in page.text
    assert "38,00" in page.text


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize("path", ["/", "/figures"])
async def test_others_are_told_why_there_is_nothing_to_see(web: Web, role: Role, path: str) -> None:
    await some_days(web)

    async with web.browser(role) as browser:
        page = await browser.get(path)

    assert page.status_code == 403
    assert "Analytics is for admins" in page.text
    assert 'href="http://tracker.test/"' in page.text
    assert "38.00" not in page.text


@pytest.mark.parametrize("path", ["/", "/figures"])
async def test_a_stranger_is_sent_to_sign_in(web: Web, path: str) -> None:
    async with web.browser(None) as browser:
        answer = await browser.get(path)

    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={path}")
