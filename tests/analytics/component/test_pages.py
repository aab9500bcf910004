"""The dashboard, as a browser without JavaScript sees it."""

import re
from datetime import date

import pytest

from analytics.application.commands.record_closed_days import RecordClosedDays
from analytics.application.ports import ClosedDay
from analytics.domain.identifiers import Cents
from chassis.roles import Role
from tests.analytics.builders import (
    FEED_THE_CAT,
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

PATHS = ["/", "/figures", "/figures.csv", "/most-expensive.csv"]
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


async def listed(web: Web, query: str = "", language: str = "en") -> list[str]:
    """The text of the first cell of each row of the list."""
    async with web.browser(language=language) as browser:
        page = (await browser.get(f"/?{query}")).text
    rows = page[page.index("<tr>", page.index("list-count")) :].split("</section>")[0].split("<tr")[2:]
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in rows]
    return [" ".join(re.sub(r"<[^>]+>", "", row[0]).split()) for row in cells]


async def test_the_most_expensive_tasks_are_listed_day_by_day_and_for_the_range(web: Web) -> None:
    for day, reward in ((1, 2300), (2, 3800), (3, 2850)):
        await web.harness.book(a_reward(reward, day=date(2026, 3, day)))

    shown = await listed(web, "from=2026-03-01&to=2026-03-03")

    assert shown == ["03.03 — $28.50", "02.03 — $38", "01.03 — $23", "01–03 March — $38"]


async def test_a_long_range_is_listed_a_month_at_a_time_and_its_highest_reward_on_each_page(web: Web) -> None:
    for month, reward in ((9, 3900), (10, 2300), (11, 3100)):
        await web.harness.book(a_reward(reward, day=date(2026, month, 15)))
    query = "from=2026-09-01&to=2026-11-21"

    pages = [await listed(web, f"{query}{until}") for until in ("", "&until=2026-10-21", "&until=2026-09-20")]

    whole = "01 September – 21 November — $39"
    assert pages == [["15.11 — $31", whole], ["15.10 — $23", whole], ["15.09 — $39", whole]]


async def test_the_days_of_a_long_range_lead_from_one_page_to_the_next(web: Web) -> None:
    query = "from=2026-09-01&to=2026-11-21"

    async with web.browser() as browser:
        first, middle, last = [
            (await browser.get(f"/?{query}{until}")).text
            for until in ("", "&until=2026-10-21", "&until=2026-09-20")
        ]

    def leads_to(page: str) -> list[str]:
        return re.findall(r'rel="(?:prev|next)" href="/\?([^"#]+)', page.replace("&amp;", "&"))

    assert leads_to(first) == [f"{query}&until=2026-10-21"]
    assert leads_to(middle) == [f"{query}&until=2026-11-21", f"{query}&until=2026-09-20"]
    assert leads_to(last) == [f"{query}&until=2026-10-21"]
    assert f'hx-get="/figures?{query}&until=2026-10-21"' in middle.replace("&amp;", "&")


async def test_the_list_reads_the_same_in_russian(web: Web) -> None:
    await web.harness.book(a_reward(3800, day=date(2026, 2, 28)))

    shown = await listed(web, "from=2026-02-28&to=2026-03-01", "ru")

    assert shown == ["28.02 — 38 $", "28 февраля – 01 марта — 38 $"]


async def test_tasks_that_are_as_expensive_are_named(web: Web) -> None:
    await web.harness.hear(learning(FIX_THE_BEAK, "Fix the beak"), learning(FEED_THE_CAT, "Feed the cat"))
    await web.harness.hear(registering(KESHA, "Kesha"), registering(GOSHA, "Gosha"))
    await web.harness.book(
        a_reward(4000, task_id=FEED_THE_CAT, account_id=GOSHA, occurred_at=at(TODAY, 10)),
        a_reward(4000, occurred_at=at(TODAY, 9)),
    )

    async with web.browser() as browser:
        page = await browser.get("/?range=today")

    assert "Fix the beak; Feed the cat" in page.text
    assert "Kesha; Gosha" in page.text


async def test_days_that_accounting_closed_are_marked_and_a_difference_is_spelled_out(web: Web) -> None:
    await some_days(web)
    await web.harness.hear(
        RecordClosedDays(
            [
                ClosedDay(yesterday(), Cents(1200), Cents(3800), Cents(0)),
                ClosedDay(TODAY, Cents(1500), Cents(2900), Cents(0)),
            ]
        )
    )

    async with web.browser() as browser:
        page = await browser.get("/")

    assert page.text.count("differs from accounting") == 1
    assert "Saturday, 21 November 2026</time> differs" in page.text
    assert "$29.00" in page.text
    assert page.text.count("agrees") == 1
    assert (page.text.count("not closed yet"), page.text.count("nothing booked")) == (0, 5)


async def test_a_range_longer_than_its_list_counts_the_days_that_agree(web: Web) -> None:
    await some_days(web)
    await web.harness.hear(RecordClosedDays([ClosedDay(yesterday(), Cents(1200), Cents(3800), Cents(0))]))

    async with web.browser() as browser:
        page = await browser.get("/?from=2026-10-01&to=2026-11-21")

    assert "1 day of the range agrees with accounting" in page.text
    assert page.text.count("agrees</span>") == 1
    assert page.text.count("not closed yet") == 1


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        (
            "/figures.csv",
            [
                "day,fees,rewards,earnings,payouts,completions,accounts_in_the_red,accounting",
                "2026-11-20,12,38,-26,0,1,0,open",
                "2026-11-21,15,28,-13,0,1,1,open",
            ],
        ),
        (
            "/most-expensive.csv",
            [
                "day,reward,jira_id,task,completed_by,as_expensive",
                "2026-11-20,38,UBERPOP-42,Fix the <beak>,Kesha,0",
                "2026-11-21,28,UBERPOP-42,Fix the <beak>,Kesha,0",
            ],
        ),
    ],
)
async def test_what_is_shown_is_there_as_csv(web: Web, path: str, lines: list[str]) -> None:
    await some_days(web)

    async with web.browser() as browser:
        file = await browser.get(f"{path}?from=2026-11-20&to=2026-11-21")
        page = await browser.get("/?from=2026-11-20&to=2026-11-21")

    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert file.text.removeprefix("\ufeff").splitlines() == lines
    assert f'href="{path}?from=2026-11-20&amp;to=2026-11-21"' in page.text


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
@pytest.mark.parametrize("path", PATHS)
async def test_others_are_told_why_there_is_nothing_to_see(web: Web, role: Role, path: str) -> None:
    await some_days(web)

    async with web.browser(role) as browser:
        page = await browser.get(path)

    assert page.status_code == 403
    assert "Analytics is for admins" in page.text
    assert 'href="http://tracker.test/"' in page.text
    assert "38.00" not in page.text


@pytest.mark.parametrize("path", PATHS)
async def test_a_stranger_is_sent_to_sign_in(web: Web, path: str) -> None:
    async with web.browser(None) as browser:
        answer = await browser.get(path)

    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={path}")
