"""Accounting as a worker, a manager, an accountant and an admin see it, in both languages."""

from typing import Any, Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.e2e.browsing import AXE, Visitor, visiting
from tests.system.company import Company

LANGUAGES: Final = ("en", "ru")
OF: Final = ("accounting",)
TRIES_MAX = 20
"""Accountants are given tasks too, and see more than workers."""

pytestmark = [
    pytest.mark.timeout(400),
    pytest.mark.skipif(not AXE.is_file(), reason="run: python chassis/assets.py"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def task(company: Company) -> dict[str, Any]:
    """A task that cost one popug its fee, a worker too after a reassignment, and earned that one."""
    for _ in range(TRIES_MAX):
        created = await company.create("Feed the cat at noon")
        await company.reassign()
        passed_on: dict[str, Any] = await company.manager.get("tracker", f"/tasks/{created['id']}")
        if nickname(company, passed_on) != "accountant":
            break
    assert await company.complete(await company.assignee(passed_on), passed_on) == 200
    await company.entries_for(passed_on)
    return passed_on


def nickname(company: Company, task: dict[str, Any]) -> str:
    return company.emails[task["assignee"]["id"]].split("@")[0]


async def download(visitor: Visitor, name: str) -> list[str]:
    """The lines of the file behind a button."""
    async with visitor.page.expect_download() as started:
        await visitor.page.get_by_role("link", name=visitor.words(name, OF)).click()
    path = await (await started.value).path()
    return path.read_text(encoding="utf-8-sig").splitlines()


@pytest.mark.parametrize("locale", LANGUAGES)
async def test_a_popug_sees_what_it_made_and_nothing_of_others(
    company: Company, browser: Browser, task: dict[str, Any], locale: str
) -> None:
    async with visiting(browser, company.system, locale) as popug:
        await popug.sign_in(nickname(company, task), "accounting")
        log = popug.page.get_by_role("region", name=popug.words("Audit log", OF))
        rows = log.get_by_role("row").filter(has_text=task["title"])
        await expect(rows.filter(has_text=popug.words("Reward", OF))).to_have_count(1)
        await popug.look("my-account-of-a-popug")

        lines = await download(popug, "Download CSV")
        day = (await company.entries_for(task))[0]["day"]
        await popug.page.get_by_label(popug.words("Day", OF)).fill(day)
        await popug.page.get_by_role(
            "button",
            name=popug.words(
                "Show",
                ["accounting"],
            ),
        ).click()
        await expect(rows.filter(has_text=popug.words("Reward", OF))).to_have_count(1)
        await popug.look("my-account-on-a-day")
        await popug.open("accounting", f"/tasks/{task['id']}")
        await expect(popug.page.get_by_text("403")).to_be_visible()

        assert any(task["id"] in line and "completion_reward" in line for line in lines)
        assert [each for each in popug.complaints if "status of 403" not in each] == []


@pytest.mark.parametrize("locale", LANGUAGES)
async def test_a_manager_has_an_account_like_anybody(company: Company, browser: Browser, locale: str) -> None:
    async with visiting(browser, company.system, locale) as manager:
        await manager.sign_in("manager", "accounting")

        await expect(manager.page.get_by_text(manager.words("No entries", OF), exact=True)).to_be_visible()
        await expect(manager.page.get_by_role("link", name=manager.words("Company", OF))).to_have_count(0)
        await manager.look("my-account-of-a-manager")
        assert manager.complaints == []


@pytest.mark.parametrize("role", ["accountant", "admin"])
@pytest.mark.parametrize("locale", LANGUAGES)
async def test_who_oversees_goes_from_the_company_to_an_entry_and_to_the_story_of_its_task(
    company: Company, browser: Browser, task: dict[str, Any], role: str, locale: str
) -> None:
    async with visiting(browser, company.system, locale) as visitor:
        page, words = visitor.page, visitor.words
        await visitor.sign_in(role, "accounting", "/company")
        name = task["assignee"]["name"]
        await page.get_by_role("searchbox").fill(name)
        people = page.locator("#employees")
        await expect(people.get_by_role("link", name=name)).to_be_visible()
        await visitor.look(f"company-of-{role}", whole=True)

        await people.get_by_role("link", name=name).click()
        await page.get_by_role("link", name=task["title"]).first.click()
        await expect(page.get_by_role("heading", name=task["title"])).to_be_visible()
        story = page.get_by_role("list", name=words("What happened, in order", OF))
        await expect(story).to_contain_text(name)
        await visitor.look(f"story-of-{role}")

        await story.get_by_role("link").filter(has_not_text=name).last.click()
        await expect(page.get_by_role("region", name=words("Entries", OF))).to_contain_text(task["title"])
        await visitor.look(f"day-of-{role}")
        lines = await download(visitor, "Download CSV")
        await visitor.open("accounting", "/payouts")
        await visitor.look(f"payouts-of-{role}")

        assert any(task["id"] in line for line in lines)
        assert visitor.complaints == []


async def test_closing_the_day_is_told_in_figures_before_anything_happens(
    company: Company, browser: Browser
) -> None:
    async with visiting(browser, company.system) as accountant:
        page, words = accountant.page, accountant.words
        await accountant.sign_in("accountant", "accounting", "/company")
        await page.get_by_role("link", name=words("Close the day", OF)).click()
        dialog = page.get_by_role("dialog")
        await expect(dialog).to_contain_text("A closed day never opens again.")
        await accountant.look("close-the-day")

        await dialog.get_by_role("link", name=words("Cancel")).click()

        await expect(dialog).to_have_count(0)
        assert accountant.complaints == []
    today = (await company.accountant.get("accounting", "/management/earnings"))["days"][-1]
    assert today["state"] == "open"
