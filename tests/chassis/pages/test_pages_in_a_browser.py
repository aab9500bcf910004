"""Every component in a real browser: accessible, legible, and usable without JavaScript."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.chassis.pages.browser import (
    CHROMIUM,
    DESKTOP_WIDTH,
    PHONE_WIDTH,
    LiveServer,
    Look,
    a_tab,
)
from tests.eventually import eventually

AXE = Path(__file__).parents[3] / "chassis" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PLACES = [
    "/gallery",
    "/gallery/pages/sheet",
    "/gallery/pages/confirm",
    "/gallery/pages/sign-in",
    "/gallery/problems/404",
]

TIMERS_LAG = """
const inTime = window.setTimeout;
window.setTimeout = (act, milliseconds = 0, ...rest) => inTime(act, milliseconds + 2000, ...rest);
"""

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.skipif(not AXE.is_file(), reason="run: python chassis/assets.py"),
]


async def accessibility_complaints(page: Page) -> list[str]:
    await page.evaluate(AXE.read_text())
    found = await page.evaluate(
        "rules => axe.run(document, {runOnly: rules, rules: {'target-size': {enabled: true}}})", RULES
    )
    return [
        f"{violation['id']}: {node['target'][0]}: {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [DESKTOP_WIDTH, PHONE_WIDTH])
async def test_every_component_is_accessible_and_keeps_the_contrast(
    server: LiveServer, browser: Browser, theme: str, width: int
) -> None:
    async with a_tab(browser, Look(width=width, theme=theme)) as (page, _):
        for place in PLACES:
            await page.goto(server.address + place)

            assert await accessibility_complaints(page) == [], place


async def test_too_little_contrast_is_noticed(server: LiveServer, browser: Browser) -> None:
    async with a_tab(browser) as (page, _):
        await page.goto(server.address + "/gallery")
        await page.evaluate("document.querySelector('h1').style.color = '#ccc'")

        assert any("color-contrast" in complaint for complaint in await accessibility_complaints(page))


@pytest.mark.parametrize("locale", ["en", "ru"])
@pytest.mark.parametrize("javascript", [True, False])
async def test_nothing_scrolls_sideways_on_a_phone(
    server: LiveServer, browser: Browser, locale: str, javascript: bool
) -> None:
    look = Look(width=PHONE_WIDTH, locale=locale, javascript=javascript)
    async with a_tab(browser, look) as (page, _):
        for place in PLACES:
            await page.goto(server.address + place)

            widest = await page.evaluate("document.documentElement.scrollWidth")
            assert widest <= PHONE_WIDTH, place


async def test_the_browser_has_nothing_to_complain_about(server: LiveServer, browser: Browser) -> None:
    async with a_tab(browser) as (page, complaints):
        await page.goto(server.address + "/gallery")
        await expect(page.locator(".chart canvas")).to_have_count(1)
        await page.keyboard.press("c")
        await expect(page.locator("#dialog")).to_be_visible()

        assert complaints == []


async def test_inline_style_is_refused(server: LiveServer, browser: Browser) -> None:
    async with a_tab(browser) as (page, complaints):
        await page.goto(server.address + "/gallery")
        await page.evaluate("document.body.setAttribute('style', 'color: red')")

        await eventually(lambda: any("Content Security Policy" in complaint for complaint in complaints))


async def test_the_theme_is_the_systems_until_one_is_chosen(server: LiveServer, browser: Browser) -> None:
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    async with a_tab(browser, Look(theme="dark")) as (page, _):
        await page.goto(server.address + "/gallery")
        dark = await page.evaluate(ground)

        await page.get_by_role("button", name="Theme").click()
        await page.get_by_role("button", name="Light").click()

        await expect(page.locator("html")).to_have_attribute("data-theme", "light")
        assert await page.evaluate(ground) != dark


@pytest.mark.parametrize("javascript", [True, False])
async def test_the_language_is_switched_with_one_press(
    server: LiveServer, browser: Browser, javascript: bool
) -> None:
    async with a_tab(browser, Look(javascript=javascript)) as (page, _):
        await page.goto(server.address + "/gallery?role=manager")

        await page.get_by_role("button", name="RU").click()

        await expect(page.locator("h1")).to_have_text("Мои задачи")
        assert page.url == server.address + "/gallery?role=manager"


async def test_a_form_works_without_javascript(server: LiveServer, browser: Browser) -> None:
    async with a_tab(browser, Look(javascript=False)) as (page, _):
        await page.goto(server.address + "/gallery")
        await page.get_by_role("link", name="New task").first.click()
        await page.get_by_role("button", name="Create").click()
        await expect(page.get_by_role("alert")).to_contain_text("Give it a title.")

        await page.get_by_label("Title").fill("Feed the cat")
        await page.get_by_role("button", name="Create").click()

        await expect(page.locator(".toast")).to_have_text("“Feed the cat” flew off to a popug")
        assert page.url == server.address + "/gallery"


async def test_a_costly_action_is_confirmed_without_javascript_too(
    server: LiveServer, browser: Browser
) -> None:
    async with a_tab(browser, Look(javascript=False)) as (page, _):
        await page.goto(server.address + "/gallery")
        await page.get_by_role("link", name="Reassign tasks").click()

        await expect(page.get_by_text("reassigns 1,204 open tasks among 37 popugs")).to_be_visible()
        await page.get_by_role("button", name="Reassign").click()

        await expect(page.locator(".toast")).to_be_visible()


async def test_with_javascript_the_same_form_opens_in_a_sheet(server: LiveServer, browser: Browser) -> None:
    async with a_tab(browser) as (page, _):
        await page.goto(server.address + "/gallery")
        await page.keyboard.press("c")
        dialog = page.get_by_role("dialog", name="New task")
        await expect(dialog.get_by_label("Title")).to_be_focused()
        await dialog.get_by_role("button", name="Create").click()
        await expect(dialog.get_by_role("alert")).to_contain_text("Give it a title.")
        assert page.url == server.address + "/gallery"

        await dialog.get_by_label("Title").fill("Feed the cat")
        await dialog.get_by_role("button", name="Create").click()

        await expect(dialog).to_be_hidden()
        await expect(page.locator(".toast")).to_contain_text("“Feed the cat” flew off to a popug")


async def test_a_key_opens_its_sheet_as_soon_as_it_does_anything(
    server: LiveServer, browser: Browser
) -> None:
    async with a_tab(browser) as (page, _):
        await page.add_init_script(TIMERS_LAG)
        await page.goto(server.address + "/gallery")
        await page.keyboard.press("c")

        await expect(page.get_by_role("dialog", name="New task")).to_be_visible()
        assert page.url == server.address + "/gallery"


async def test_a_dialog_closes_by_key_and_gives_the_focus_back(server: LiveServer, browser: Browser) -> None:
    async with a_tab(browser) as (page, _):
        await page.goto(server.address + "/gallery")
        opener = page.get_by_role("link", name="Reassign tasks")
        await opener.click()
        await expect(page.get_by_role("dialog")).to_be_visible()

        await page.keyboard.press("Escape")

        await expect(page.get_by_role("dialog")).to_be_hidden()
        await expect(opener).to_be_focused()


async def test_keys_search_create_and_help_but_not_while_typing(server: LiveServer, browser: Browser) -> None:
    async with a_tab(browser) as (page, _):
        await page.goto(server.address + "/gallery")
        await page.keyboard.press("/")
        search = page.get_by_role("searchbox")
        await expect(search).to_be_focused()
        await page.keyboard.press("c")
        await expect(search).to_have_value("c")
        await search.blur()

        await page.keyboard.press("?")

        await expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


async def test_shortcuts_that_are_turned_off_do_nothing(server: LiveServer, browser: Browser) -> None:
    async with a_tab(browser) as (page, _):
        await page.goto(server.address + "/gallery")
        await page.keyboard.press("?")
        await page.get_by_role("button", name="Turn shortcuts off").click()
        await expect(page.locator("html:not([data-keys])")).to_have_count(1)

        await page.keyboard.press("/")

        await expect(page.get_by_role("searchbox")).not_to_be_focused()


async def test_a_search_answers_while_typing_and_can_be_linked_to(
    server: LiveServer, browser: Browser
) -> None:
    async with a_tab(browser) as (page, complaints):
        await page.goto(server.address + "/gallery")
        search = page.get_by_role("searchbox")

        await search.press_sequentially("beak")

        await expect(page.locator("#tasks .list-filter")).to_contain_text("beak")
        await expect(search).to_be_focused()
        await expect(page).to_have_url(server.address + "/gallery?q=beak&status=")
        assert complaints == []


async def test_a_form_pressed_twice_is_sent_once(server: LiveServer, browser: Browser) -> None:
    async with a_tab(browser) as (page, _):
        await page.goto(server.address + "/board")

        await page.get_by_role("button", name="Press").dblclick()

        await eventually(lambda: server.posted >= 1)
        await expect(page.get_by_role("button", name="Press")).to_have_attribute("aria-busy", "true")
        assert server.posted == 1


async def test_a_chart_is_read_with_the_arrow_keys(server: LiveServer, browser: Browser) -> None:
    async with a_tab(browser) as (page, _):
        await page.goto(server.address + "/gallery")
        await expect(page.locator(".chart canvas")).to_have_count(1)

        await page.locator(".chart-plot").focus()
        await page.keyboard.press("End")
        await page.keyboard.press("ArrowLeft")

        await expect(page.locator(".chart-legend output").first).to_have_text("$704.00")
        await expect(page.locator(".chart-day")).to_have_text("yesterday")


async def test_without_javascript_a_chart_is_its_table(server: LiveServer, browser: Browser) -> None:
    async with a_tab(browser, Look(javascript=False)) as (page, _):
        await page.goto(server.address + "/gallery")

        await expect(page.locator(".chart table")).to_be_visible()
        await expect(page.locator(".chart-plot")).to_be_hidden()
