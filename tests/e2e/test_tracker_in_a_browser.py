"""The tracker's pages as each role uses them, in both languages, by keyboard alone, and under attack."""

import re
from contextlib import AsyncExitStack
from typing import Any, Final

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.browsing import AXE, Visitor, visiting
from tests.system.company import Company

LANGUAGES: Final = ("en", "ru")
ROLES: Final = ("worker", "manager", "accountant", "admin")
ROUNDS_MAX: Final = 20
PAGE_ROWS: Final = 50
PHONE: Final = {"width": 390, "height": 844}
ATTACK: Final = "<img src=x onerror='window.hacked=1'><script>window.hacked=1</script>"
LONG: Final = ("Переставить все жёрдочки 🦜 so that every popug, great or small, can see the window " * 3)[
    :200
]

pytestmark = [
    pytest.mark.timeout(400),
    pytest.mark.skipif(not AXE.is_file(), reason="run: python chassis/assets.py"),
]


@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize("role", ROLES)
async def test_every_role_creates_finds_and_discusses_a_task(
    company: Company, browser: Browser, role: str, locale: str
) -> None:
    nickname = "kesha" if role == "worker" else role
    word = f"plumage{role}{locale}"
    async with visiting(browser, company.system, locale) as visitor:
        words, page = visitor.words, visitor.page
        await visitor.sign_in(nickname)
        await page.get_by_role("link", name=words("New task")).click()
        sheet = page.get_by_role("dialog", name=words("New task"))
        await sheet.get_by_label(words("Title")).fill(f"[uberpop-42] Brush the {word}")
        await expect(sheet.get_by_label(words("Title"))).to_have_value(f"Brush the {word}")
        await expect(sheet.get_by_role("status")).to_contain_text("UBERPOP-42")
        await visitor.look(f"tracker-new-task-{role}")
        await sheet.get_by_role("button", name=words("Create")).click()

        await expect(page.get_by_role("heading", name=f"Brush the {word}")).to_be_visible()
        await expect(page.get_by_role("list", name=words("History")).get_by_role("listitem")).to_have_count(2)
        await page.get_by_label(words("Message")).fill("Mind the *beak*, see https://popug.example")
        await page.get_by_role("button", name=words("Post")).click()
        await expect(page.locator(".said em")).to_have_text("beak")
        await visitor.look(f"tracker-task-{role}")

        await visitor.open("tracker", "/tasks")
        await page.get_by_role("searchbox").fill(word[:-2].upper())
        await expect(page.locator("#all tbody tr")).not_to_have_count(0)
        await expect(page).to_have_url(re.compile("q=PLUMAGE"))
        shared = page.url
        await page.goto(shared)
        await expect(_row(page, f"Brush the {word}")).to_be_visible()
        await visitor.look(f"tracker-search-{role}")
        await expect(page.get_by_role("link", name=words("Reassign tasks"))).to_have_count(
            int(role in ("manager", "admin"))
        )
        assert visitor.complaints == []


async def test_a_day_at_the_keyboard(company: Company, browser: Browser) -> None:
    """Nothing is pointed at: create with `c`, search with `/`, help with `?`, complete with Enter."""
    async with visiting(browser, company.system) as popug:
        page = popug.page
        await popug.sign_in("kesha")
        title = await _one_of_mine(company, popug)
        await page.keyboard.press("?")
        await expect(page.get_by_role("dialog")).to_be_visible()
        await page.keyboard.press("Escape")
        await page.keyboard.press("c")
        await expect(page.get_by_role("dialog", name="New task")).to_be_visible()
        await expect(page.get_by_role("dialog").get_by_label("Title")).to_be_focused()
        await page.keyboard.type("Typed without a mouse")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Typed without a mouse")).to_be_visible()

        await popug.open("tracker", "/tasks")
        await page.keyboard.press("/")
        await expect(page.get_by_role("searchbox")).to_be_focused()
        await page.keyboard.type("typed wit")
        await expect(_row(page, "Typed without a mouse").first).to_be_visible()

        await popug.open("tracker", "/")
        mine = page.get_by_role("button", name=f"Complete “{title}”", exact=True)
        before = await mine.count()
        await _tab_to(page, mine.first)
        await page.keyboard.press("Enter")
        await expect(page.locator(".toast")).to_contain_text("Completed. Well done!")
        await expect(mine).to_have_count(before - 1)
        assert popug.complaints == []


async def test_what_vanishes_while_one_looks_is_explained_and_can_be_dismissed(
    company: Company, browser: Browser
) -> None:
    async with visiting(browser, company.system) as popug:
        await popug.sign_in("kesha")
        title = await _one_of_mine(company, popug)
        await popug.stays()
        for _ in range(ROUNDS_MAX):
            await company.reassign()
            if await popug.page.locator(".gone").count():
                break
        gone = popug.page.locator(".gone")
        await expect(gone).to_be_visible()
        await popug.look("tracker-gone", whole=True)
        await expect(popug.page.locator(".gone li").first).to_be_visible()
        assert title

        # Later rounds took more away than the page has been told of yet.
        await popug.open("tracker", "/")
        await popug.stays()
        await gone.get_by_role("button", name="Dismiss").click()
        await expect(gone).to_have_count(0)
        assert await popug.has_stayed()
        await popug.open("tracker", "/")
        await expect(gone).to_have_count(0)
        assert popug.complaints == []


async def test_a_message_reaches_everybody_who_looks_and_is_marked_as_new(
    company: Company, browser: Browser
) -> None:
    task = await company.create("Tell me about it")
    async with AsyncExitStack() as windows:
        speaker, listener = [
            await windows.enter_async_context(visiting(browser, company.system)) for _ in range(2)
        ]
        await speaker.sign_in("manager", path=f"/tasks/{task['id']}")
        await listener.sign_in("accountant", path=f"/tasks/{task['id']}")
        await expect(listener.page.locator("[data-live][data-state=connected]")).to_be_attached()
        await listener.stays()

        await speaker.page.get_by_label("Message").fill("Can you hear me?")
        await speaker.page.get_by_role("button", name="Post").click()

        heard = listener.page.locator("#discussion li").filter(has_text="Can you hear me?")
        await expect(heard).to_contain_text("new")
        assert await listener.has_stayed()
        await listener.page.reload()
        await expect(heard).to_be_visible()
        await expect(heard).not_to_contain_text("new")
        await expect(speaker.page.locator("#discussion li")).not_to_contain_text("new")
        assert [*speaker.complaints, *listener.complaints] == []


async def test_the_page_stays_where_one_is_after_completing_on_the_second(
    company: Company, browser: Browser
) -> None:
    async with visiting(browser, company.system) as popug:
        await popug.sign_in("kesha")
        for _ in range(ROUNDS_MAX):
            if await _open_of(company, "kesha") > PAGE_ROWS + 2:
                break
            await company.create_many(100)
        await popug.open("tracker", "/")
        await popug.page.get_by_role("link", name="More", exact=True).click()
        await popug.arrives(re.compile(r"after="))
        rows = popug.page.locator("#mine tbody tr")
        first = await rows.first.get_attribute("id")

        await rows.first.get_by_role("button").click()

        await expect(popug.page.locator(".toast")).to_contain_text("Completed. Well done!")
        await expect(popug.page.locator(f"#{first}")).to_have_count(0)
        await expect(popug.page.get_by_role("link", name="From the beginning")).to_be_visible()
        assert "after=" in popug.page.url
        assert popug.complaints == []


@pytest.mark.parametrize("javascript", [True, False])
async def test_attacks_come_out_as_text(company: Company, browser: Browser, javascript: bool) -> None:
    async with visiting(browser, company.system, javascript=javascript) as visitor:
        page = visitor.page
        await visitor.sign_in("manager")
        await visitor.open("tracker", "/tasks/new")
        await page.get_by_label("Title").fill(ATTACK)
        await page.get_by_label("Description").fill(ATTACK)
        await page.get_by_role("button", name="Create").click()
        await expect(page.get_by_role("heading", name="window.hacked")).to_be_visible()
        await page.get_by_label("Message").fill(f"{ATTACK} [x](javascript:window.hacked=1)")
        await page.get_by_role("button", name="Post").click()
        await expect(page.locator(".said")).to_contain_text("[x](javascript:window.hacked=1)")
        await visitor.open("tracker", "/tasks")

        await expect(page.get_by_role("link", name=ATTACK).first).to_be_visible()
        await expect(page.locator("main img, main script")).to_have_count(0)
        if javascript:
            assert await page.evaluate("window.hacked === undefined")
        assert visitor.complaints == []


@pytest.mark.parametrize("locale", LANGUAGES)
async def test_long_cyrillic_and_emoji_titles_fit_a_phone(
    company: Company, browser: Browser, locale: str
) -> None:
    kesha = next(id for id, email in company.emails.items() if email == "kesha@popug.inc")
    task = await company.create_for(kesha, LONG)
    async with visiting(browser, company.system, locale) as visitor:
        await visitor.page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
        await visitor.sign_in("kesha")
        for name, path in (("my-tasks", "/"), ("all-tasks", "/tasks"), ("task", f"/tasks/{task['id']}")):
            await visitor.open("tracker", path)
            await visitor.look(f"tracker-phone-{name}", whole=True)
            width = await visitor.page.evaluate("document.documentElement.scrollWidth")
            assert width <= PHONE["width"], path
        assert visitor.complaints == []


async def _one_of_mine(company: Company, popug: Visitor) -> str:
    """The title of an open task that the visitor, kesha, is shown."""
    for number in range(ROUNDS_MAX * 10):
        await company.create(f"Give it to Kesha, {number}")
        if await _open_of(company, "kesha"):
            break
    await popug.open("tracker", "/")
    title: str = await popug.page.locator("#mine tbody .main a").first.inner_text()
    return title


async def _open_of(company: Company, nickname: str) -> int:
    caller = await company.system.caller(f"{nickname}@popug.inc")
    mine: list[dict[str, Any]] = (await caller.get("tracker", "/tasks/mine", limit="200"))["items"]
    return len(mine)


async def _tab_to(page: Page, element: Locator) -> None:
    for _ in range(100):
        if await element.evaluate("each => each === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not lead there")


def _row(page: Page, text: str) -> Locator:
    return page.get_by_role("row").filter(has_text=text)
