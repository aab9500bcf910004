"""A reassignment as everybody sees it: the bar stands above the tasks, grows by itself and goes at the end.

With `REASSIGNED_TASKS=1000000` it is a long one; with `POPUG_SCREENSHOTS=<folder>` there are pictures of it.
"""

import os
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

import asyncpg
import pytest
from playwright.async_api import Browser, Locator, expect

from tests.e2e.browsing import AXE, Visitor, visiting
from tests.eventually import eventually
from tests.locks import WAITING
from tests.system.company import Company
from tests.system.invariants import violations
from tests.system.many_tasks import have_many
from tests.system.system import System

TASKS_SETTING: Final = "REASSIGNED_TASKS"
TASKS: Final = int(os.environ.get(TASKS_SETTING, "5000"))
SHARES: Final = (0.1, 0.5) if TASKS >= 100_000 else (0.4, 0.9)
"""Where the run is stopped: each time further chunks are done, of 1,000 and then at most twice as many."""
WITHIN_SECONDS: Final = 300.0
BOOKED_WITHIN_SECONDS: Final = 1_200.0
BUTTON: Final = "Reassign tasks"
PLACE: Final = """
SELECT seq FROM assignment WHERE status = 0 ORDER BY seq OFFSET {number} LIMIT 1
"""
HOLD: Final = "SELECT FROM assignment WHERE seq = $1 FOR UPDATE"
DONE: Final = "SELECT done FROM reassignment WHERE state = 'running'"

pytestmark = [
    pytest.mark.timeout(2_400),
    pytest.mark.skipif(not AXE.is_file(), reason="run: python chassis/assets.py"),
]


async def test_the_bar_grows_on_every_open_page_and_goes_at_the_end(
    company: Company, browser: Browser
) -> None:
    system = company.system
    total = await _many_open(company)
    async with AsyncExitStack() as stack:
        manager, popug = [
            await stack.enter_async_context(visiting(browser, system, locale)) for locale in ("en", "ru")
        ]
        for visitor, nickname in ((manager, "manager"), (popug, "kesha")):
            await _watch(visitor, nickname)
        stops = [await stack.enter_async_context(_stop(system, total, share)) for share in SHARES]
        told = 0

        await _press(manager)
        for share, stop in zip(SHARES, stops, strict=True):
            await eventually(lambda: _waits(system), within_seconds=WITHIN_SECONDS)
            done = int((await system.texts("tracker", DONE))[0])
            seen = [await _shown(visitor, total, more_than=told) for visitor in (manager, popug)]
            assert max(seen) <= done
            told = max(seen)
            for visitor in (manager, popug):
                await visitor.look(f"tracker-progress-{share:.0%}")
            await stop.close()

        for visitor in (manager, popug):
            await expect(_bar(visitor)).to_have_count(0, timeout=WITHIN_SECONDS * 1_000)
            assert await visitor.has_stayed()
        await _is_on_record(manager, total)
        assert [*manager.complaints, *popug.complaints] == []
    assert await violations(system, BOOKED_WITHIN_SECONDS) == []


async def _many_open(company: Company) -> int:
    await have_many(company.system, TASKS, next(iter(company.emails)))
    return await company.system.count("tracker", "assignment", "status = 0")


async def _watch(visitor: Visitor, nickname: str) -> None:
    await visitor.sign_in(nickname, path="/tasks")
    await expect(visitor.page.locator("[data-live][data-state=connected]")).to_be_attached()
    await visitor.stays()


@asynccontextmanager
async def _stop(
    system: System, total: int, share: float
) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A place where the run waits until the connection is closed, as for anybody who holds a task."""
    (place,) = await system.texts("tracker", PLACE.format(number=int(total * share)))
    connection = await asyncpg.connect(system.admin_dsn("tracker"))
    try:
        await connection.execute("BEGIN")
        await connection.execute(HOLD, int(place))
        yield connection
    finally:
        await connection.close()


async def _press(manager: Visitor) -> None:
    page = manager.page
    await page.get_by_role("link", name=BUTTON).click()
    await page.get_by_role("dialog").get_by_role("button", name=BUTTON).click()
    await expect(page.locator(".toast")).to_contain_text("The tasks are being passed on.")
    await expect(page.locator("[data-live][data-state=connected]")).to_be_attached()
    await manager.stays()


async def _waits(system: System) -> None:
    assert await system.texts("tracker", WAITING) == ["1"]


async def _shown(visitor: Visitor, total: int, *, more_than: int) -> int:
    """What was told last: chunks that follow within half a second are not told of one by one."""

    async def grown() -> int:
        told = int(await bar.get_attribute("value") or "0")
        assert told > more_than
        return told

    bar = _bar(visitor)
    await expect(bar).to_have_attribute("max", str(total))
    told = await eventually(grown, within_seconds=WITHIN_SECONDS)
    digits = r"\D?".join(str(told))
    words = visitor.words("Reassigning %(done)s of %(total)s", of=("tracker",), done="@", total="@")
    await expect(visitor.page.locator(".progress strong")).to_have_text(
        re.compile(re.escape(words.split("@")[0]) + digits)
    )
    return told


async def _is_on_record(manager: Visitor, total: int) -> None:
    await manager.open("tracker", "/reassignments")
    newest = manager.page.get_by_role("row").nth(1)
    await expect(newest).to_contain_text("Finished")
    await expect(newest).to_contain_text(f"{total:,} of {total:,}")
    await manager.look("tracker-progress-100%")


def _bar(visitor: Visitor) -> Locator:
    return visitor.page.locator("#progress progress")
