"""Parts of a page that change by themselves, in a real browser."""

import pytest
from playwright.async_api import Browser, expect

from tests.chassis.pages.browser import (
    CHROMIUM,
    LiveServer,
    a_tab,
)
from tests.eventually import eventually

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")


async def test_a_hint_has_the_part_that_listens_fetched_again(server: LiveServer, browser: Browser) -> None:
    async with a_tab(browser) as (page, _):
        await page.goto(server.address + "/board")
        await expect(page.get_by_text("Live", exact=True)).to_be_visible()
        await expect(page.locator("#part")).to_have_text("fetched 1")

        await server.tell("tasks:mine")
        await expect(page.locator("#part")).to_have_text("fetched 2")
        await server.tell("balance", "tasks:of-others")
        await server.tell("tasks:mine")

        await expect(page.locator("#part")).to_have_text("fetched 3")


async def test_after_a_gap_everything_live_is_fetched_again(server: LiveServer, browser: Browser) -> None:
    async with a_tab(browser) as (page, _):
        await page.goto(server.address + "/board")
        await expect(page.locator("#part")).to_have_text("fetched 1")

        await server.hang_up()

        await expect(page.locator("#part")).to_have_text("fetched 2")
        await expect(page.locator("[data-live]")).to_have_attribute("data-state", "connected")


async def test_a_page_that_cannot_connect_says_so_in_words(server: LiveServer, browser: Browser) -> None:
    async with a_tab(browser) as (page, _):
        await page.goto(server.address + "/board")
        await expect(page.get_by_text("Live", exact=True)).to_be_visible()

        await page.route_web_socket("**/live", lambda _socket: None)
        await page.context.set_offline(True)

        await expect(page.get_by_text("Offline")).to_be_visible()


async def test_a_page_of_somebody_signed_out_stops_trying(server: LiveServer, browser: Browser) -> None:
    async with a_tab(browser) as (page, _):
        await page.goto(server.address + "/board")
        await expect(page.get_by_text("Live", exact=True)).to_be_visible()

        await server.hang_up(4401)

        await expect(page.get_by_text("Signed out")).to_be_visible()
        assert server.sockets == []


async def test_a_part_that_fails_to_load_stays_as_it_was(server: LiveServer, browser: Browser) -> None:
    async with a_tab(browser) as (page, _):
        await page.goto(server.address + "/board")
        await expect(page.locator("#part")).to_have_text("fetched 1")
        server.refuse_with = 500

        await server.tell("tasks")
        await server.tell("tasks:mine")
        await eventually(lambda: server.fetched >= 2)

        await expect(page.locator("#part")).to_have_text("fetched 1")
