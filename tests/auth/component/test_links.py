"""Links that come by mail, as people meet them; mails over a real SMTP server."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
import pytest_asyncio

from auth.bootstrap.web_process import web_application
from auth.entrypoints.desk import Desk
from chassis.clock import SettableClock
from chassis.mail import MailServerAway
from chassis.mailing import RETRY_FIRST
from chassis.roles import Role
from tests.auth.component.post import Post
from tests.auth.component.world import World
from tests.auth.settings import ISSUER, auth_settings
from tests.infrastructure import DatabaseUrls

NEW = "a new good one"


@asynccontextmanager
async def a_world(auth_database: DatabaseUrls, **settings: bool) -> AsyncIterator[World]:
    clock = SettableClock(datetime.now(UTC))
    app = web_application(auth_settings(auth_database.runtime, **settings), clock)
    async with app.router.lifespan_context(app):
        desk: Desk = app.state.desk
        yield World(app, desk, clock)


@pytest_asyncio.fixture(loop_scope="session")
async def strict(auth_database: DatabaseUrls) -> AsyncIterator[World]:
    """Where registrations are confirmed by mail."""
    async with a_world(auth_database, registration_confirmed=True) as world:
        yield world


@pytest_asyncio.fixture(loop_scope="session")
async def closed(auth_database: DatabaseUrls) -> AsyncIterator[World]:
    """Where only admins create accounts."""
    async with a_world(auth_database, self_registration=False) as world:
        yield world


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def link_in(mail: EmailMessage) -> str:
    found = re.search(rf"{ISSUER}(/link\?token=[\w-]+)", text_of(mail))
    assert found is not None, text_of(mail)
    return found.group(1)


def token_in(mail: EmailMessage) -> str:
    return link_in(mail).partition("token=")[2]


async def test_a_forgotten_password_is_replaced_by_mail(world: World, post: Post) -> None:
    await world.account()
    browser = world.browser()

    asked = await browser.post("/forgotten-password", email="Kesha@popug.inc")
    (mail,) = await post.delivered()
    looked = [await browser.get(link_in(mail)) for _ in range(2)]
    answer = await browser.post("/link/password", token=token_in(mail), password=NEW)
    again = await browser.post("/link/password", token=token_in(mail), password=NEW)

    assert "Look into your mailbox" in asked.text
    assert [page.status_code for page in looked] == [200, 200]
    assert answer.headers["location"].startswith("/sign-in")
    assert again.status_code == 404
    assert "This link is not good any more" in again.text
    assert (await browser.sign_in("kesha@popug.inc", NEW)).status_code == 303
    assert mail["To"].addresses[0].addr_spec == "kesha@popug.inc"
    assert link_in(mail) in text_of(mail, "html")


async def test_the_answer_is_the_same_whether_anybody_has_the_e_mail_or_not(world: World, post: Post) -> None:
    await world.account()
    browser = world.browser()

    known = await browser.post("/forgotten-password", email="kesha@popug.inc")
    unknown = await browser.post("/forgotten-password", email="nobody@popug.inc")

    assert known.status_code == unknown.status_code == 200
    assert known.text == unknown.text
    assert [mail["To"] for mail in await post.delivered()] == ["Kesha <kesha@popug.inc>"]


async def test_a_weak_password_keeps_the_link_good(world: World, post: Post) -> None:
    await world.account()
    browser = world.browser()
    await browser.post("/forgotten-password", email="kesha@popug.inc")
    (mail,) = await post.delivered()

    weak = await browser.post("/link/password", token=token_in(mail), password="short")
    right = await browser.post("/link/password", token=token_in(mail), password=NEW)

    assert weak.status_code == 422
    assert "Choose 8 to 256 characters" in weak.text
    assert right.status_code == 303


@pytest.mark.parametrize("token", ["", "x" * 43, "\x00", "é" * 300])
async def test_a_made_up_link_says_so(world: World, token: str) -> None:
    browser = world.browser()

    page = await browser.get("/link", token=token)
    posts = [
        await browser.post("/link/password", token=token, password=NEW),
        await browser.post("/link/registration", token=token),
    ]

    assert [answer.status_code for answer in (page, *posts)] == [404, 404, 404]


async def test_an_invited_popug_chooses_a_password_in_their_language(world: World, post: Post) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)
    admin.http.headers["Accept-Language"] = "ru"
    await admin.post("/accounts/new", name="Гоша", email="gosha@popug.inc", role="worker")

    (mail,) = await post.delivered()
    browser = world.browser()
    await browser.post("/link/password", token=token_in(mail), password=NEW)

    assert mail["Subject"] == "Добро пожаловать в Popug"
    assert "Здравствуйте, Гоша," in text_of(mail)
    assert (await browser.sign_in("gosha@popug.inc", NEW)).status_code == 303


async def test_an_admin_invites_again(world: World, post: Post) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)
    await admin.post("/accounts/new", name="Gosha", email="gosha@popug.inc", role="worker")
    gosha = await world.desk.accounts.with_email("gosha@popug.inc")
    assert gosha is not None

    answer = await admin.post(f"/accounts/{gosha.account_id}/invite")
    stranger = await world.browser().post(f"/accounts/{gosha.account_id}/invite")
    first, second = await post.delivered()

    assert answer.status_code == 303
    assert stranger.headers["location"].startswith("/sign-in")
    assert (await world.browser().get(link_in(first))).status_code == 404
    assert (await world.browser().get(link_in(second))).status_code == 200


async def test_a_registration_is_confirmed_by_mail_and_tells_nobody_who_is_here(
    strict: World, post: Post
) -> None:
    await strict.account("kesha@popug.inc")
    browser = strict.browser()

    taken = await browser.post("/register", name="Gosha", email="kesha@popug.inc", password=NEW)
    new = await browser.post("/register", name="Gosha", email="gosha@popug.inc", password=NEW)
    before = await strict.desk.accounts.with_email("gosha@popug.inc")
    to_kesha, to_gosha = await post.delivered()
    confirmed = await browser.post("/link/registration", token=token_in(to_gosha))

    assert taken.status_code == new.status_code == 200
    assert taken.text == new.text
    assert before is None
    assert to_kesha["Subject"] == "You have an account at Popug already"
    assert "token=" not in text_of(to_kesha)
    assert confirmed.status_code == 303
    assert (await browser.sign_in("gosha@popug.inc", NEW)).status_code == 303


async def test_where_only_admins_create_accounts_nobody_registers(closed: World) -> None:
    browser = closed.browser()

    door = await browser.get("/sign-in")
    page = await browser.get("/register")
    answer = await browser.post("/register", name="Gosha", email="gosha@popug.inc", password=NEW)

    assert "/register" not in door.text
    assert (page.status_code, answer.status_code) == (403, 403)
    assert await closed.desk.accounts.with_email("gosha@popug.inc") is None


async def test_a_mail_server_that_is_away_delays_and_loses_nothing(world: World, post: Post) -> None:
    await world.account()
    await world.browser().post("/forgotten-password", email="kesha@popug.inc")

    with pytest.raises(MailServerAway):
        await post.mailing.send_due(lambda: True)

    assert post.server.mails == []
    assert len(await later(world, post)) == 1


async def later(world: World, post: Post) -> list[EmailMessage]:
    """What has arrived once mails that failed are tried again."""
    world.clock.advance(RETRY_FIRST)
    return await post.delivered()


async def test_a_mail_that_is_refused_does_not_keep_others_back(world: World, post: Post) -> None:
    await world.account()
    await world.account("gosha@popug.inc", name="Gosha")
    post.server.refused.add("kesha@popug.inc")
    for email in ("kesha@popug.inc", "gosha@popug.inc"):
        await world.browser().post("/forgotten-password", email=email)

    delivered = await post.delivered()

    assert [mail["To"].addresses[0].addr_spec for mail in delivered] == ["gosha@popug.inc"]
    post.server.refused.clear()
    assert len(await later(world, post)) == 2
