"""The pages with nothing, a little and a lot on them, in a browser: in every language, theme and width.

With `POPUG_SCREENSHOTS=<folder>` there are pictures of them.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, Literal

import asyncpg
import pytest
import uvicorn
from playwright.async_api import Browser, Page, expect

from chassis.identifiers import AccountId
from chassis.postgres.address import driver_url
from chassis.roles import Role
from chassis.web.oidc_visitors import OidcVisitors
from deploy.native.ports import LOOPBACK, free_port
from tests.e2e.browsing import AXE, inaccessible, opened_browser, pictures_wanted
from tests.eventually import eventually
from tests.tracker.component.conftest import People, Web
from tracker.bootstrap import Application
from tracker.bootstrap.web import build_web
from tracker.settings import TrackerSettings

LANGUAGES: Final = {"en": "en-GB", "ru": "ru-RU"}
WIDTHS: Final = {"wide": 1280, "narrow": 390}


@dataclass(frozen=True, slots=True)
class Look:
    """How a visitor looks at pages."""

    language: str
    width: str
    theme: Literal["light", "dark"]

    def __str__(self) -> str:
        return f"{self.language}-{self.width}-{self.theme}"


LOOKS: Final = (
    Look("en", "wide", "light"),
    Look("en", "narrow", "dark"),
    Look("ru", "wide", "dark"),
    Look("ru", "narrow", "light"),
)
LONG: Final = "Переставить все жёрдочки 🦜 so that every popug, great or small, can see the window "
UNBROKEN: Final = "Ы" * 190
MANY_SECONDS: Final = 120.0
SEEDED: Final = """
WITH written AS (
    INSERT INTO task (id, title, jira_id, author_id, created_at)
    SELECT gen_random_uuid(),
           (ARRAY['Fix the beak', $3::text, 'Почистить перья 🪶', $4::text])[1 + n % 4],
           CASE WHEN n % 2 = 0 THEN 'UBERPOP-' || n END, $2::uuid, now() - n * interval '1 minute'
    FROM generate_series(1, $1::int) AS n RETURNING seq, id
)
INSERT INTO assignment (seq, task_id, assignee_id, assignment_no, status, version, assigned_at)
SELECT seq, id, $2::uuid, 1, 0, 1, now() FROM written RETURNING task_id
"""

pytestmark = [
    pytest.mark.timeout(400),
    pytest.mark.skipif(not AXE.is_file(), reason="run: python chassis/assets.py"),
]


@pytest.fixture
def settings(settings: TrackerSettings) -> TrackerSettings:
    """At the address that a browser will know it by."""
    address = f"http://{LOOPBACK}:{free_port()}"
    return settings.model_copy(update={"public_url": address, "tracker_url": address})


class Known(People):
    """Known to the API and to open pages as well."""

    @property
    def callers(self) -> "Known":
        return self


@pytest.fixture
async def web(
    settings: TrackerSettings, core: Application, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Web]:
    people = Known()
    monkeypatch.setattr(OidcVisitors, "of", lambda *_: people)
    app = build_web(settings)
    async with app.router.lifespan_context(app):
        yield Web(app, core, people)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with opened_browser() as opened:
        yield opened


@pytest.mark.parametrize("tasks", [0, 3, 100_000])
async def test_every_page_is_for_everybody_whatever_is_on_it(
    web: Web, settings: TrackerSettings, browser: Browser, tasks: int
) -> None:
    manager = await web.joins(Role.MANAGER, "Константин Константинопольский-Заболоцкий")
    await web.joins(Role.WORKER, "Kesha")
    paths = {
        "my-tasks": "/",
        "all-tasks": "/tasks",
        "reassign": "/reassignments/new",
        "runs": "/reassignments",
    }
    written = await _seeded(settings, tasks, manager)
    if written:
        paths["task"] = f"/tasks/{written}"

    complaints: list[str] = []
    async with _served(web, settings):
        for look in LOOKS:
            async with _tab(browser, settings, manager, look) as page:
                for name, path in paths.items():
                    await page.goto(settings.public_url + path)
                    complaints += await _looked_at(page, f"{name}-{tasks}-{look}")

    assert complaints == []


async def test_a_page_that_is_not_for_everybody_is_noticed(
    web: Web, settings: TrackerSettings, browser: Browser
) -> None:
    manager = await web.joins(Role.MANAGER)
    spoilt = "document.querySelector('h1').style.cssText = 'color: #ccc; min-width: 2000px'"

    async with _served(web, settings), _tab(browser, settings, manager, LOOKS[-1]) as page:
        await page.goto(settings.public_url + "/tasks")
        await page.evaluate(spoilt)
        complaints = await _looked_at(page, "spoilt")

    assert any("color-contrast" in each for each in complaints)
    assert any("scrolls sideways" in each for each in complaints)


async def _seeded(settings: TrackerSettings, tasks: int, assignee: AccountId) -> str | None:
    """So many open tasks of one account; the last one's id."""
    connection = await asyncpg.connect(driver_url(settings.database_url.get_secret_value()))
    try:
        rows = await connection.fetch(SEEDED, tasks, assignee, LONG * 2, UNBROKEN, timeout=MANY_SECONDS)
    finally:
        await connection.close()
    return str(rows[-1]["task_id"]) if rows else None


@asynccontextmanager
async def _served(web: Web, settings: TrackerSettings) -> AsyncIterator[None]:
    port = int(settings.public_url.rpartition(":")[2])
    config = uvicorn.Config(web.app, host=LOOPBACK, port=port, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    await eventually(lambda: server.started)
    try:
        yield
    finally:
        server.should_exit = True
        await running


@asynccontextmanager
async def _tab(
    browser: Browser, settings: TrackerSettings, who: AccountId, look: Look
) -> AsyncIterator[Page]:
    context = await browser.new_context(
        viewport={"width": WIDTHS[look.width], "height": 860},
        locale=LANGUAGES[look.language],
        color_scheme=look.theme,
        reduced_motion="reduce",
    )
    await context.add_cookies([{"name": "who", "value": str(who), "url": settings.public_url}])
    try:
        yield await context.new_page()
    finally:
        await context.close()


async def _looked_at(page: Page, name: str) -> list[str]:
    await expect(page.locator("[data-live]")).to_have_attribute("data-state", "connected")
    complaints = [f"{name}: {each}" for each in await inaccessible(page)]
    if pictures := pictures_wanted():
        await page.screenshot(path=pictures / f"tracker-{name}.png")
    widest = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [*complaints, *([f"{name} scrolls sideways by {widest} px"] if widest > 0 else [])]
