"""Signing in with one's beak, and every page of auth's looked at, in both languages and on a phone."""

from typing import Any, Final

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.browsing import AXE, SIGN_IN_PAGE, Visitor, visiting
from tests.system.system import System

LANGUAGES: Final = ("en", "ru")
DEVICE: Final = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
PUBLIC: Final = {"forgotten-password": "/forgotten-password", "register": "/register", "dead-link": "/link"}
OWN: Final = {
    "account": "/account",
    "sessions": "/account/sessions",
    "passkeys": "/account/passkeys",
    "tokens": "/account/tokens",
}
ADMINS: Final = {
    "accounts": "/accounts",
    "new-account": "/accounts/new",
    "audit": "/accounts/audit",
    "mails": "/accounts/mails",
}
MEANT: Final = ("status of 404", "status of 401")
"""What browsers complain of and is meant: the page of a dead link, a live part after signing out."""

pytestmark = [
    pytest.mark.timeout(400),
    pytest.mark.skipif(not AXE.is_file(), reason="run: python chassis/assets.py"),
]


async def a_device(page: Page, **other: Any) -> tuple[Any, str]:
    """Chromium's own virtual authenticator: its session and its id."""
    tools = await page.context.new_cdp_session(page)
    await tools.send("WebAuthn.enable")
    added = await tools.send("WebAuthn.addVirtualAuthenticator", {"options": {**DEVICE, **other}})
    return tools, added["authenticatorId"]


async def enrol(visitor: Visitor, name: str) -> None:
    await visitor.open("auth", "/account/passkeys")
    await visitor.page.get_by_label(visitor.words("What to call it")).fill(name)
    await visitor.page.get_by_role("button", name=visitor.words("Add a passkey")).click()
    await expect(visitor.page.locator("tbody td.main").filter(has_text=name)).to_be_visible()


async def sign_out(visitor: Visitor) -> None:
    await visitor.page.evaluate("document.querySelector('form[action=\"/sign-out\"]').requestSubmit()")
    await visitor.arrives(SIGN_IN_PAGE)


def unexpected(visitor: Visitor) -> list[str]:
    return [each for each in visitor.complaints if not any(meant in each for meant in MEANT)]


async def press_beak(visitor: Visitor) -> None:
    await visitor.page.get_by_role("button", name=visitor.words("Sign in with your beak (passkey)")).click()


@pytest.mark.parametrize("nickname", ["rita", "manager", "accountant", "admin"])
@pytest.mark.parametrize("locale", LANGUAGES)
async def test_every_role_enrols_a_passkey_and_signs_in_with_it_at_any_dashboard(
    system: System, browser: Browser, nickname: str, locale: str
) -> None:
    async with visiting(browser, system, locale) as visitor:
        await a_device(visitor.page)
        await visitor.sign_in(nickname)
        await enrol(visitor, f"laptop ({locale})")
        await visitor.look_on_a_phone_too("auth-passkeys-enrolled")
        await sign_out(visitor)

        await visitor.open("tracker")
        await press_beak(visitor)

        await visitor.arrives(system.url("tracker") + "/")
        await visitor.open("auth", "/account/sessions")
        assert visitor.at() == "auth"
        await expect(visitor.page.get_by_text(visitor.words("This one"), exact=True)).to_be_visible()
        assert unexpected(visitor) == []


async def test_a_removed_passkey_opens_nothing(system: System, browser: Browser) -> None:
    async with visiting(browser, system) as visitor:
        await a_device(visitor.page)
        await visitor.sign_in("lola")
        await enrol(visitor, "an old phone")
        await visitor.page.get_by_role("button", name="Remove").click()
        await expect(visitor.page.get_by_text("No passkeys")).to_be_visible()
        await sign_out(visitor)

        await press_beak(visitor)

        await expect(visitor.page.get_by_text("This passkey does not open anything here.")).to_be_visible()


async def test_a_device_that_does_not_know_its_user_is_not_enough(system: System, browser: Browser) -> None:
    async with visiting(browser, system) as visitor:
        tools, device = await a_device(visitor.page)
        await visitor.sign_in("jaco")
        await enrol(visitor, "phone")
        await sign_out(visitor)
        await tools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})

        await press_beak(visitor)

        failed = "The passkey was not used. Try again, or sign in with your password."
        await expect(visitor.page.get_by_text(failed)).to_be_visible()
        assert visitor.at() == "auth"


async def test_a_phone_that_is_nobodys_signs_nobody_in(system: System, browser: Browser) -> None:
    async with visiting(browser, system) as visitor:
        await a_device(visitor.page)
        await visitor.open("auth", "/sign-in")

        await press_beak(visitor)

        failed = "The passkey was not used. Try again, or sign in with your password."
        await expect(visitor.page.get_by_text(failed)).to_be_visible()


@pytest.mark.parametrize("locale", LANGUAGES)
async def test_every_page_is_accessible_in_both_themes_and_on_a_phone(
    system: System, browser: Browser, locale: str
) -> None:
    async with visiting(browser, system, locale) as visitor:
        await look_at(visitor, {"sign-in": "/sign-in", **PUBLIC})
        await visitor.sign_in("admin", "auth", "/account")
        await make_a_token(visitor)
        await look_at(visitor, {**OWN, **ADMINS})

        assert unexpected(visitor) == []


async def make_a_token(visitor: Visitor) -> None:
    await visitor.open("auth", "/account/tokens")
    await visitor.page.get_by_label(visitor.words("What it is for")).fill("nightly report")
    await visitor.page.get_by_role("button", name=visitor.words("Make a token")).click()
    await expect(visitor.page.locator("code.secret")).to_contain_text("popug_pat_")
    await visitor.look_on_a_phone_too("auth-token-made")


async def look_at(visitor: Visitor, pages: dict[str, str]) -> None:
    for name, path in pages.items():
        await visitor.open("auth", path)
        await visitor.look_on_a_phone_too(f"auth-{name}")
