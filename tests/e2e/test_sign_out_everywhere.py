"""Signing out at one dashboard ends all of them, on pages that are open too."""

from time import monotonic

from playwright.async_api import Browser, expect

from deploy.services import SERVICES
from tests.e2e.browsing import SIGN_IN_PAGE, Visitor, visiting
from tests.system.system import System

SECONDS_MAX = 5.0
"""The goal is two; the machine that runs tests may be busy."""

PATHS = {"auth": "/account", "tracker": "/", "accounting": "/", "analytics": "/"}


async def open_everywhere(visitor: Visitor) -> dict[str, Visitor]:
    """One person's page of each service, each in a tab of its own."""
    await visitor.sign_in("admin")
    tabs = {"tracker": visitor}
    for service in SERVICES:
        if service not in tabs:
            page = await visitor.page.context.new_page()
            tabs[service] = Visitor(visitor.system, page, visitor.words, None)
            await tabs[service].open(service, PATHS[service])
            assert tabs[service].at() == service
    for tab in tabs.values():
        await expect(tab.page.locator("[data-live]")).to_have_attribute("data-state", "connected")
    return tabs


async def test_every_open_page_of_every_dashboard_goes_where_one_signs_in(
    system: System, browser: Browser
) -> None:
    async with visiting(browser, system) as visitor, visiting(browser, system) as elsewhere:
        tabs = await open_everywhere(visitor)
        await elsewhere.sign_in("admin", "accounting")

        begun = monotonic()
        await visitor.page.evaluate("document.querySelector('form[action=\"/sign-out\"]').requestSubmit()")
        for tab in tabs.values():
            await tab.arrives(SIGN_IN_PAGE)
        took_seconds = monotonic() - begun

        assert {tab.at() for tab in tabs.values()} == {"auth"}
        assert took_seconds < SECONDS_MAX
        await elsewhere.open("accounting")
        assert elsewhere.at() == "accounting"
