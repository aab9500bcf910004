"""One working day in a browser, across all four services, in both languages."""

import re
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from tests.e2e.browsing import AXE, Visitor, pictures_wanted, visiting
from tests.system.company import Company
from tests.system.invariants import differences, violations
from tests.system.system import System

LANGUAGES: Final = ("en", "ru")
PAGES_MAX: Final = 10
DRAWS_MAX: Final = 5
EARNINGS: Final = "#figures .stat.large .stat-value"

pytestmark = [
    pytest.mark.timeout(400),
    pytest.mark.skipif(not AXE.is_file(), reason="run: python chassis/assets.py"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def furnished(company: Company) -> Company:
    """The company; with the demo's history where pictures are wanted, so that no page is empty."""
    if pictures_wanted():
        await company.system.load_demo()
    return company


@dataclass
class Office:
    """Everybody's window on one day."""

    company: Company
    manager: Visitor
    accountant: Visitor

    @property
    def system(self) -> System:
        return self.company.system


@pytest.mark.parametrize("locale", LANGUAGES)
async def test_a_day_from_a_pasted_task_to_the_figures(
    furnished: Company, browser: Browser, locale: str
) -> None:
    system = furnished.system
    async with AsyncExitStack() as windows:
        manager, accountant, admin, popug = [
            await windows.enter_async_context(visiting(browser, system, locale)) for _ in range(4)
        ]
        office = Office(furnished, manager, accountant)

        await manager.page.goto(system.url("tracker"))
        await manager.look("sign-in")
        await manager.sign_in("manager")
        task = await _a_workers_task(furnished, manager, locale)
        await accountant.sign_in("accountant", "accounting", "/company")
        await popug.sign_in(furnished.emails[task["assignee"]["id"]].split("@")[0])
        await _complete_and_see_it_paid(office, popug, task)
        await _reassign(office)
        await _see_the_figures(office, admin)
        await _be_refused_in_a_friendly_way(popug)
        await _sign_out(popug)

        assert [each for window in (manager, accountant, admin, popug) for each in window.complaints] == []
    assert await violations(system) == []


@pytest.mark.parametrize("locale", LANGUAGES)
async def test_without_javascript_a_task_is_created_and_completed(
    furnished: Company, browser: Browser, locale: str
) -> None:
    system, title = furnished.system, f"Glue the feather ({locale})"
    async with visiting(browser, system, locale, javascript=False) as manager:
        await manager.sign_in("manager")
        await manager.page.get_by_role("link", name=manager.words("New task")).click()
        await manager.page.get_by_label(manager.words("Title")).fill(f"[UBERPOP-43] {title}")
        await manager.page.get_by_role("button", name=manager.words("Create")).click()
        await expect(manager.page.locator(".toast")).to_be_visible()
        await manager.open("tracker", "/tasks")
        await expect(_row(manager, title)).to_contain_text("UBERPOP-43")

    task = await _newest(furnished, title)
    async with visiting(browser, system, locale, javascript=False) as popug:
        await popug.sign_in(furnished.emails[task["assignee"]["id"]].split("@")[0])
        await _turn_pages_to(popug, title)
        await _complete_button(popug, title).click()
        await expect(popug.page.locator(".toast")).to_contain_text(popug.words("Completed. Well done!"))
        await expect(_row(popug, title)).to_have_count(0)

    assert (await furnished.manager.get("tracker", f"/tasks/{task['id']}"))["status"] == "completed"


async def _a_workers_task(company: Company, manager: Visitor, locale: str) -> dict[str, Any]:
    """An accountant is given tasks too, and is not refused what a worker is."""
    for number in range(DRAWS_MAX):
        title = f"Fix the beak ({locale}, {number})"
        await _create_by_pasting(manager, title)
        task = await _newest(company, title)
        if company.emails[task["assignee"]["id"]] != "accountant@popug.inc":
            return task
        await manager.open("tracker", "/")
    raise AssertionError(f"{DRAWS_MAX} tasks, and all are the accountant's")


async def _create_by_pasting(manager: Visitor, title: str) -> None:
    words, page = manager.words, manager.page
    await expect(page.get_by_role("heading", name=words("My tasks"))).to_be_visible()
    await page.get_by_role("link", name=words("New task")).click()
    sheet = page.get_by_role("dialog", name=words("New task"))
    await sheet.get_by_label(words("Title")).fill(f"[UBERPOP-42] {title}")
    await manager.look("new-task")
    await sheet.get_by_role("button", name=words("Create")).click()
    await expect(page.locator(".toast")).to_be_visible()
    await manager.open("tracker", "/tasks")
    await expect(_row(manager, title)).to_contain_text("UBERPOP-42")
    await expect(_row(manager, title)).not_to_contain_text("[")
    await manager.look("all-tasks")
    await page.get_by_role("link", name=title).click()
    await expect(page.get_by_role("heading", name=title)).to_be_visible()
    await manager.look("task")


async def _complete_and_see_it_paid(office: Office, popug: Visitor, task: dict[str, Any]) -> None:
    """The popug completes it; the accountant, who touches nothing, sees earnings and audit log change."""
    accountant = office.accountant
    assert await differences(office.system) == []
    await accountant.page.reload()
    await accountant.look("company", whole=True)
    earnings = accountant.page.locator(EARNINGS)
    before = await earnings.inner_text()
    await accountant.stays()

    await _turn_pages_to(popug, task["title"])
    await expect(_row(popug, task["title"])).to_contain_text("UBERPOP-42")
    await popug.look("my-tasks")
    await _complete_button(popug, task["title"]).click()

    await expect(popug.page.locator(".toast")).to_contain_text(popug.words("Completed. Well done!"))
    await expect(_row(popug, task["title"])).to_have_count(0)
    await expect(earnings).not_to_have_text(before)
    assert await accountant.has_stayed()
    await accountant.open("accounting", f"/accounts/{task['assignee']['id']}")
    reward = _row(accountant, task["title"]).filter(has_text=accountant.words("Reward", ["accounting"]))
    await expect(reward).to_contain_text("UBERPOP-42")
    await accountant.look("account-of-an-employee")
    await popug.open("accounting")
    await expect(_row(popug, task["title"])).to_have_count(2)
    await popug.look("my-account")


async def _reassign(office: Office) -> None:
    manager, words = office.manager, office.manager.words
    await office.company.create_many(30)
    await manager.open("tracker", "/reassignments")
    await manager.stays()
    finished = manager.page.get_by_role("row").filter(has_text=words("Finished"))
    before = await finished.count()
    await manager.open("tracker", "/tasks")
    await manager.page.get_by_role("link", name=words("Reassign tasks")).click()
    dialog = manager.page.get_by_role("dialog", name=words("Reassign tasks"))
    open_tasks = await office.system.count("tracker", "assignment", "status = 0")
    await expect(dialog).to_contain_text(re.compile(r"\D?".join(str(open_tasks))))
    await manager.look("reassign")
    await dialog.get_by_role("button", name=words("Reassign tasks")).click()
    await expect(manager.page.locator(".toast")).to_contain_text(words("The tasks are being passed on."))
    await manager.open("tracker", "/reassignments")
    await expect(finished).to_have_count(before + 1)
    await expect(manager.page.get_by_text(words("Running"), exact=True)).to_have_count(0)
    await manager.look("reassignments")


async def _see_the_figures(office: Office, admin: Visitor) -> None:
    """Analytics tells admins what accounting tells accountants."""
    assert await differences(office.system) == []
    await office.accountant.open("accounting", "/company")
    earned = await office.accountant.page.locator(EARNINGS).inner_text()
    await admin.sign_in("admin", "analytics")
    await expect(admin.page.get_by_role("heading", name=admin.words("Analytics"), level=1)).to_be_visible()
    await expect(admin.page.locator(EARNINGS)).to_contain_text(earned.lstrip("+"))
    await admin.stays()
    await office.company.create("Count the coconuts")
    await expect(admin.page.locator(EARNINGS)).not_to_contain_text(earned.lstrip("+"))
    assert await admin.has_stayed()
    await admin.look("analytics", whole=True)
    await expect(admin.page.locator(".chart canvas")).to_have_count(
        await admin.page.locator(".chart").count()
    )
    await admin.page.get_by_role("link", name=admin.words("Accounts")).first.click()
    await expect(admin.page.get_by_role("row").filter(has_text="kesha@popug.inc")).to_be_visible()
    assert admin.at() == "auth"
    await admin.look("accounts")


async def _be_refused_in_a_friendly_way(popug: Visitor) -> None:
    tasks = popug.page.get_by_role("link").filter(has_text=popug.words("Tasks")).first
    for service, path in (("analytics", "/"), ("accounting", "/company")):
        await popug.open(service, path)
        await expect(popug.page.get_by_text("403")).to_be_visible()
        await expect(tasks).to_be_visible()
        await popug.look(f"refused-by-{service}")
    popug.complaints[:] = [each for each in popug.complaints if "status of 403" not in each]


async def _sign_out(popug: Visitor) -> None:
    words, page = popug.words, popug.page
    await popug.open("tracker")
    await page.locator(".avatar").click()
    await page.get_by_role("button", name=words("Sign out")).click()
    await expect(page.get_by_role("button", name=words("Sign in"), exact=True)).to_be_visible()
    await popug.open("tracker")
    assert popug.at() == "auth"
    await expect(page.get_by_label(words("Password"), exact=True)).to_be_visible()


async def _turn_pages_to(popug: Visitor, title: str) -> None:
    """My tasks are shown oldest first, and other tests may have left many."""
    await expect(popug.page.get_by_role("heading", name=popug.words("My tasks"))).to_be_visible()
    for _ in range(PAGES_MAX):
        if await _row(popug, title).count():
            return
        before = popug.page.url
        await popug.page.get_by_role("link", name=popug.words("More"), exact=True).click()
        await expect(popug.page).not_to_have_url(before)
        await popug.page.wait_for_load_state()


async def _newest(company: Company, title: str) -> dict[str, Any]:
    tasks = (await company.manager.get("tracker", "/tasks", q=title.partition(" (")[0]))["items"]
    found: dict[str, Any] = next(task for task in tasks if task["title"] == title)
    return found


def _row(visitor: Visitor, text: str) -> Locator:
    return visitor.page.get_by_role("row").filter(has_text=text)


def _complete_button(visitor: Visitor, title: str) -> Locator:
    return visitor.page.get_by_role("button", name=visitor.words("Complete “%(title)s”", title=title))
