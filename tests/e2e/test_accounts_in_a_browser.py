"""An account from its invitation to its end, as admins and its owner see it, in both languages."""

import re
from collections.abc import AsyncIterator
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from tests.e2e.browsing import AXE, SIGN_IN_PAGE, Visitor, visiting
from tests.eventually import eventually
from tests.servers.mail import MailServer
from tests.system.system import System

LANGUAGES: Final = ("en", "ru")
OF: Final = ["auth"]
PASSWORD: Final = "a good parrot says nothing"
MAIL_SECONDS: Final = 60.0
MEANT: Final = ("status of 404", "status of 422", "status of 403")
"""What browsers complain of and is meant: refusals that have pages of their own."""

pytestmark = [
    pytest.mark.timeout(400),
    pytest.mark.skipif(not AXE.is_file(), reason="run: python chassis/assets.py"),
]


@pytest_asyncio.fixture(loop_scope="session")
async def post(system: System) -> AsyncIterator[MailServer]:
    """The mail server that the system's workers send to."""
    server = MailServer(system.settings.ports["SMTP_PORT"])
    async with server.at_work():
        yield server


def unexpected(visitor: Visitor) -> list[str]:
    return [each for each in visitor.complaints if not any(meant in each for meant in MEANT)]


def row(visitor: Visitor, text: str) -> Locator:
    return visitor.page.get_by_role("row").filter(has_text=text)


async def press(visitor: Visitor, name: str, **values: object) -> None:
    await visitor.page.get_by_role("button", name=visitor.words(name, OF, **values), exact=True).click()


async def told(visitor: Visitor, message: str, **values: object) -> None:
    await expect(visitor.page.locator(".toast")).to_contain_text(visitor.words(message, OF, **values))


async def link_mailed_to(server: MailServer, email: str, number: int = 1) -> str:
    """The path of the link in the `number`-th mail to an address."""

    async def found() -> str:
        mails = [mail for mail in server.mails if mail["To"].addresses[0].addr_spec == email]
        assert len(mails) >= number, server.recipients
        body = mails[number - 1].get_body(("plain",))
        assert body is not None
        path = re.search(r"/link\?token=[\w-]+", str(body.get_content()))
        assert path is not None
        return path.group()

    return await eventually(found, within_seconds=MAIL_SECONDS)


async def invite(admin: Visitor, name: str, email: str) -> None:
    """Create an account without a password, in the sheet beside the list; tasks are given to no manager."""
    await admin.open("auth", "/accounts")
    await admin.page.get_by_role("link", name=admin.words("New account", OF)).click()
    sheet = admin.page.get_by_role("dialog")
    await sheet.get_by_label(admin.words("Name", OF)).fill(name)
    await sheet.get_by_label(admin.words("E-mail", OF)).fill(email)
    await sheet.get_by_label(admin.words("Role", OF), exact=True).select_option("manager")
    await admin.look_on_a_phone_too("auth-new-account-in-its-sheet")
    await sheet.get_by_role("button", name=admin.words("Create", OF)).click()
    await told(admin, "Created: %(name)s", name=name)


async def choose_password(popug: Visitor, link: str, password: str) -> None:
    await popug.open("auth", link)
    await popug.page.get_by_label(popug.words("New password", OF)).fill(password)
    await popug.look_on_a_phone_too("auth-choose-a-password")
    await press(popug, "Save")
    await told(popug, "Your password is set: sign in with it.")


async def sign_in(popug: Visitor, email: str, password: str) -> None:
    await popug.page.get_by_label(popug.words("E-mail", OF)).fill(email)
    await popug.page.get_by_label(popug.words("Password", OF), exact=True).fill(password)
    await press(popug, "Sign in")


async def forget_password(popug: Visitor, email: str) -> None:
    await popug.page.get_by_role("link", name=popug.words("Forgotten password", OF)).click()
    await popug.page.get_by_label(popug.words("E-mail", OF)).fill(email)
    await press(popug, "Send me a link")
    await expect(popug.page.get_by_text(popug.words("Look into your mailbox", OF))).to_be_visible()
    await popug.look_on_a_phone_too("auth-forgotten-password-asked")


async def open_account(admin: Visitor, email: str) -> Locator:
    """Find an account in the list and open it in its sheet."""
    await admin.open("auth", f"/accounts?q={email}")
    await row(admin, email).get_by_role("link").click()
    return admin.page.get_by_role("dialog")


async def give_role(admin: Visitor, email: str, role: str, name: str) -> None:
    sheet = await open_account(admin, email)
    await sheet.get_by_label(admin.words("Role", OF), exact=True).select_option(role)
    await admin.look_on_a_phone_too("auth-edit-account")
    await sheet.get_by_role("button", name=admin.words("Save", OF), exact=True).click()
    await told(admin, "Saved: %(name)s", name=name)


async def let_go(admin: Visitor, email: str, name: str) -> None:
    sheet = await open_account(admin, email)
    await sheet.get_by_role("link", name=admin.words("Deactivate", OF)).click()
    dialog = admin.page.get_by_role("dialog")
    await expect(dialog).to_contain_text(admin.words("Deactivate %(name)s?", OF, name=name))
    await admin.look_on_a_phone_too("auth-deactivate")
    await dialog.get_by_role("button", name=admin.words("Deactivate", OF), exact=True).click()
    await told(admin, "Deactivated: %(name)s", name=name)


async def read_the_trail(admin: Visitor, name: str) -> list[str]:
    """The lines of the audit trail's file about somebody."""
    await admin.open("auth", f"/accounts/audit?person={name}")
    await admin.look_on_a_phone_too("auth-audit-of-somebody")
    async with admin.page.expect_download() as started:
        await admin.page.get_by_role("link", name=admin.words("Download CSV", OF)).click()
    path = await (await started.value).path()
    return path.read_text(encoding="utf-8-sig").splitlines()


@pytest.mark.parametrize("locale", LANGUAGES)
async def test_an_account_from_its_invitation_to_its_end(
    system: System, browser: Browser, post: MailServer, locale: str
) -> None:
    email, name = f"vera-{locale}@popug.inc", f"Vera {locale}"
    async with visiting(browser, system, locale) as admin, visiting(browser, system, locale) as popug:
        await admin.sign_in("admin", "auth", "/accounts")
        await invite(admin, name, email)
        await choose_password(popug, await link_mailed_to(post, email), PASSWORD)
        await sign_in(popug, email, "not my password")
        await expect(
            popug.page.get_by_text(popug.words("E-mail and password do not match.", OF))
        ).to_be_visible()
        await popug.look_on_a_phone_too("auth-sign-in-refused")
        await forget_password(popug, email)
        await choose_password(popug, await link_mailed_to(post, email, 2), PASSWORD[::-1])
        await sign_in(popug, email, PASSWORD[::-1])
        await popug.arrives(system.url("auth") + "/account")
        await popug.open("tracker")
        await expect(popug.page.locator("[data-live]")).to_have_attribute("data-state", "connected")

        await give_role(admin, email, "accountant", name)
        await let_go(admin, email, name)

        await popug.arrives(SIGN_IN_PAGE)
        lines = await read_the_trail(admin, name)
        acts = [line.split(",")[1] for line in lines[1:]]
        assert [act for act in reversed(acts) if act != "session_ended"] == [
            "account_created",
            "password_set",
            "sign_in_refused",
            "password_forgotten",
            "password_set",
            "signed_in",
            "role_changed",
            "account_deactivated",
        ]
        assert unexpected(admin) + unexpected(popug) == []


@pytest.mark.parametrize("locale", LANGUAGES)
async def test_a_mail_that_is_refused_is_seen_waiting_and_flies_once_it_can(
    system: System, browser: Browser, post: MailServer, locale: str
) -> None:
    email = f"rosa-{locale}@popug.inc"
    post.refused.add(email)
    async with visiting(browser, system, locale) as admin:
        await admin.sign_in("admin", "auth", "/accounts")
        await invite(admin, "Rosa", email)
        await admin.open("auth", "/accounts/mails")
        waiting = row(admin, email)
        await expect(waiting).to_contain_text("550 5.1.1 No such popug")
        await admin.look_on_a_phone_too("auth-mails-waiting")
        await admin.stays()

        await waiting.get_by_role("button", name=admin.words("Try now", OF)).click()
        await told(admin, "The mail is being sent.")
        await admin.stays()
        post.refused.clear()

        await expect(waiting).to_have_count(0, timeout=MAIL_SECONDS * 1000)
        assert await admin.has_stayed()
        assert await link_mailed_to(post, email)
        assert unexpected(admin) == []


@pytest.mark.parametrize("locale", LANGUAGES)
async def test_the_last_admin_cannot_be_demoted(system: System, browser: Browser, locale: str) -> None:
    async with visiting(browser, system, locale) as admin:
        await admin.sign_in("admin", "auth", "/accounts")
        sheet = await open_account(admin, "admin@popug.inc")
        await sheet.get_by_label(admin.words("Role", OF), exact=True).select_option("worker")

        await sheet.get_by_role("button", name=admin.words("Save", OF), exact=True).click()

        refusal = "This is the last active admin: make somebody else an admin first."
        await expect(sheet.get_by_role("alert")).to_contain_text(admin.words(refusal, OF))
        await admin.look_on_a_phone_too("auth-last-admin")
        await admin.open("auth", "/accounts")
        await expect(row(admin, "admin@popug.inc")).to_contain_text(admin.words("Admin", OF))
        assert unexpected(admin) == []
