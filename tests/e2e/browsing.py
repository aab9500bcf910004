"""A visitor at a browser: signs in through auth, looks at pages in their language, takes pictures of them."""

import os
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from babel.support import NullTranslations
from playwright.async_api import Browser, Page, async_playwright, expect

from chassis.pages.catalogues import load_translations
from deploy.native.places import CHECKOUT
from deploy.services import SERVICES
from tests.selection import chromium
from tests.system.system import System

ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PICTURES_SETTING: Final = "POPUG_SCREENSHOTS"
PASSWORD: Final = "popug"
AXE: Final = CHECKOUT / "chassis" / "node_modules" / "axe-core" / "axe.min.js"
RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
SIGN_IN_PAGE: Final = re.compile(r"/sign-in(\?|$)")
VIEWPORT: Final = {"width": 1280, "height": 860}
PHONE: Final = {"width": 390, "height": 844}
THEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")

expect.set_options(timeout=20_000)


@dataclass(frozen=True, slots=True)
class Words:
    """What the pages say, in one language."""

    locale: str

    def __call__(self, message: str, of: Sequence[str] = SERVICES, **values: object) -> str:
        """The translation of a message `of` these services; in any language but English it has to exist."""
        translated: str = _translations(tuple(of))[self.locale].gettext(message)
        assert self.locale == "en" or translated != message, f"{message!r} is not translated"
        return translated % values if values else translated


@dataclass(slots=True)
class Visitor:
    """Somebody's browser window; `complaints` are its console's and those about accessibility."""

    system: System
    page: Page
    words: Words
    pictures: Path | None
    complaints: list[str] = field(default_factory=list)

    async def sign_in(self, nickname: str, service: str = "tracker", path: str = "/") -> None:
        """Open a service's page, be sent to auth, sign in there and be brought back."""
        await self.page.goto(self.system.url(service) + path)
        assert self.at() == "auth"
        await self.page.get_by_label(self.words("E-mail")).fill(f"{nickname}@popug.inc")
        await self.page.get_by_label(self.words("Password"), exact=True).fill(PASSWORD)
        await self.page.get_by_role("button", name=self.words("Sign in"), exact=True).click()
        await self.arrives(self.system.url(service) + path)

    async def open(self, service: str, path: str = "/") -> None:
        """Go to a page of a service."""
        await self.page.goto(self.system.url(service) + path)

    async def arrives(self, address: str | re.Pattern[str]) -> None:
        """Wait until the page of an address is shown.

        Playwright's `wait_for_url` fails when one navigation overtakes another, as a live page's does that of
        the form that signed out; this waits for where they lead.
        """
        await expect(self.page).to_have_url(address)
        await self.page.wait_for_load_state()

    def at(self) -> str:
        """The service whose page is shown."""
        port = urlsplit(self.page.url).port
        return next(service for service in SERVICES if self.system.settings.service_port(service) == port)

    async def look(self, name: str, *, whole: bool = False) -> None:
        """Check the page's accessibility in both themes; take pictures, of all its length, where wanted."""
        for theme in THEMES:
            await self.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            self.complaints += [f"{name}, {theme}: {each}" for each in await inaccessible(self.page)]
            if self.pictures:
                await self.page.screenshot(path=self.pictures / self._picture(name, theme), full_page=whole)
        await self.page.emulate_media(color_scheme="light")

    async def look_on_a_phone_too(self, name: str) -> None:
        """`look` at all of it, at the usual width and as a phone shows it, which must not scroll sideways."""
        await self.look(name, whole=True)
        usual = self.page.viewport_size
        assert usual is not None
        await self.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        await self.look(f"{name}-phone", whole=True)
        width = await self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"], f"{name} is {width} wide"
        await self.page.set_viewport_size(usual)

    async def stays(self) -> None:
        """Remember this very document, so that `has_stayed` tells whether it was loaded again."""
        await self.page.evaluate("window.popugStays = true")

    async def has_stayed(self) -> bool:
        """Whether the page has not been loaded since."""
        return bool(await self.page.evaluate("window.popugStays === true"))

    def _picture(self, name: str, theme: str) -> str:
        language = "" if self.words.locale == "en" else f"-{self.words.locale}"
        return f"{name}{language}{'-dark' if theme == 'dark' else ''}.png"


async def inaccessible(page: Page) -> list[str]:
    """What axe finds that not everybody could use."""
    await page.evaluate(AXE.read_text())
    found = await page.evaluate("rules => axe.run(document, {runOnly: rules})", list(RULES))
    return [
        f"{violation['id']}: {node['target'][0]}: {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@asynccontextmanager
async def opened_browser() -> AsyncIterator[Browser]:
    """The system's Chromium, headless."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        yield browser
        await browser.close()


@asynccontextmanager
async def visiting(
    browser: Browser, system: System, locale: str = "en", *, javascript: bool = True
) -> AsyncIterator[Visitor]:
    """A window with cookies of its own."""
    languages: Mapping[str, str] = {"en": "en-GB", "ru": "ru-RU"}
    context = await browser.new_context(
        viewport={"width": VIEWPORT["width"], "height": VIEWPORT["height"]},
        locale=languages[locale],
        java_script_enabled=javascript,
    )
    page = await context.new_page()
    visitor = Visitor(system, page, Words(locale), pictures_wanted())
    page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    page.on(
        "console",
        lambda said: visitor.complaints.append(f"{page.url}: {said.text}") if said.type == "error" else None,
    )
    try:
        yield visitor
    finally:
        await context.close()


@cache
def _translations(services: Sequence[str]) -> Mapping[str, NullTranslations]:
    sources = [CHECKOUT / "services" / service / "src" / service for service in services]
    return load_translations([source / "entrypoints" / "web" / "locale" for source in sources])


def pictures_wanted() -> Path | None:
    """Where to put pictures of the pages; None when nobody asked for any."""
    named = os.environ.get(PICTURES_SETTING)
    if not named:
        return None
    directory = Path(named)
    directory.mkdir(parents=True, exist_ok=True)
    return directory
