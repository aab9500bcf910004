"""The dashboard in a real browser: with little and much to show, by keyboard, while it changes."""

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import uvicorn
from playwright.async_api import Browser, Page, expect

from chassis.roles import Role
from deploy.native.places import CHECKOUT
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
)
from tests.analytics.component.conftest import Web
from tests.chassis.pages.browser import CHROMIUM, Look, a_tab, chromium
from tests.eventually import eventually

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.browser,
]

AXE = CHECKOUT / "chassis" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESKTOP = 390, 1280


@pytest.fixture
async def address(web: Web) -> AsyncIterator[str]:
    """Where the web process serves."""
    config = uvicorn.Config(web.app, host="127.0.0.1", port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    await eventually(lambda: server.started)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await running


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


async def signed_in(page: Page, web: Web, address: str) -> None:
    """As an admin."""
    await page.context.add_cookies([{"name": "who", "value": str(web.joins(Role.ADMIN)), "url": address}])


async def some_days(web: Web, days: int) -> None:
    """Fees and rewards on each of so many days, with names; two as expensive on the last."""
    await web.harness.hear(
        learning(
            FIX_THE_BEAK, "Change the shade of green on a button that nobody has ever pressed", "UBERPOP-42"
        ),
        learning(FEED_THE_CAT, "Feed the cat"),
    )
    await web.harness.hear(registering(KESHA, "Kesha"), registering(GOSHA, "Gosha"))
    entries = []
    for number in range(days):
        day = TODAY - timedelta(days=number)
        entries += [
            a_fee(1000 + 37 * (number % 31), day=day, account_id=GOSHA),
            a_fee(1900, day=day),
            a_reward(2000 + 113 * (number % 17), day=day),
        ]
    if days:
        entries += [
            a_reward(4000, occurred_at=at(TODAY, 9)),
            a_reward(4000, occurred_at=at(TODAY, 10), task_id=FEED_THE_CAT, account_id=GOSHA),
        ]
        await web.harness.book(*entries)


async def faults(page: Page) -> list[str]:
    """What is not accessible, and whether the page is wider than the window."""
    await page.evaluate(AXE.read_text())
    found = await page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [f"{each['id']}: {each['nodes'][0]['target']}" for each in found["violations"]] + (
        ["wider than the window"] if wide else []
    )


async def picture(page: Page, name: str) -> None:
    """Where somebody asked for pictures."""
    if folder := os.environ.get("POPUG_SCREENSHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(
    ("days", "query", "look"),
    [
        (0, "", Look()),
        (1, "range=today", Look(theme="dark")),
        (14, "range=30-days", Look(locale="ru-RU")),
        (14, "range=7-days", Look(width=PHONE, theme="dark", locale="ru-RU")),
        (14, "range=30-days", Look(width=PHONE)),
        (365, "from=2025-11-22&to=2026-11-21", Look()),
    ],
    ids=["none", "one", "14-ru", "14-phone-dark-ru", "14-phone", "365"],
)
async def test_it_is_legible_however_much_there_is(
    web: Web, address: str, browser: Browser, days: int, query: str, look: Look
) -> None:
    await some_days(web, days)

    async with a_tab(browser, look) as (page, complaints):
        await signed_in(page, web, address)
        await page.goto(f"{address}/?{query}")
        await expect(page.locator(".chart.drawn canvas")).to_have_count(4)
        wrong = await faults(page)
        await picture(page, f"analytics-{days}-{look.width}-{look.theme}-{look.locale}")
        await page.goto(f"{address}/rebuilds")
        wrong += await faults(page)
        await picture(page, f"rebuilds-{look.width}-{look.theme}-{look.locale}")

    assert wrong == []
    assert [each for each in complaints if "WebSocket" not in each] == []


async def test_what_a_reader_opened_stays_open_while_figures_change(
    web: Web, address: str, browser: Browser
) -> None:
    await some_days(web, 3)

    async with a_tab(browser) as (page, _):
        await signed_in(page, web, address)
        await page.goto(f"{address}/?range=7-days")
        completions = page.locator("#completions")
        await expect(page.locator(".chart.drawn canvas")).to_have_count(4)
        await completions.locator("summary").click()
        await expect(completions.locator("table")).to_be_visible()
        await web.harness.book(a_reward(3100))
        await page.evaluate("document.body.dispatchEvent(new CustomEvent('live:figures'))")

        await expect(completions.locator("tbody tr").last.locator("td")).to_have_text("4")
        await expect(page.locator(".chart.drawn canvas")).to_have_count(4)
        await expect(completions.locator("table")).to_be_visible()
        await expect(page.locator("#earnings table")).to_be_hidden()


async def test_a_chart_is_read_by_keyboard(web: Web, address: str, browser: Browser) -> None:
    await some_days(web, 3)

    async with a_tab(browser) as (page, _):
        await signed_in(page, web, address)
        await page.goto(f"{address}/?range=7-days")
        await expect(page.locator(".chart.drawn canvas")).to_have_count(4)
        await page.locator("#completions .chart-plot").focus()
        await page.keyboard.press("End")
        await expect(page.locator("#completions .chart-day output")).to_have_text("today")
        await page.keyboard.press("ArrowLeft")

        await expect(page.locator("#completions .chart-day output")).to_have_text("yesterday")
        await expect(page.locator("#completions .chart-legend output").first).to_have_text("1")


async def test_a_single_day_stands_in_the_middle_and_tells_its_figures_when_pointed_at(
    web: Web, address: str, browser: Browser
) -> None:
    await some_days(web, 1)

    async with a_tab(browser) as (page, _):
        await signed_in(page, web, address)
        await page.goto(f"{address}/?range=today")
        await expect(page.locator(".chart.drawn canvas")).to_have_count(4)
        await page.locator("#fees-and-rewards .u-over").hover()

        legend = page.locator("#fees-and-rewards .chart-legend output")
        await expect(legend).to_have_text(["$29.00", "$100.00", "today"])
        plot = await page.locator("#fees-and-rewards .u-over").bounding_box()
        point = await page.locator("#fees-and-rewards .u-cursor-pt").first.bounding_box()

    assert plot is not None
    assert point is not None
    from_the_left = (point["x"] + point["width"] / 2 - plot["x"]) / plot["width"]
    assert from_the_left == pytest.approx(0.5, abs=0.02)
