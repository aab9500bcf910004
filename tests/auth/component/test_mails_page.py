"""The page of the mails that wait: admins see why, and have one tried again."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from auth.bootstrap.web_process import web_application
from auth.entrypoints.desk import Desk
from auth.entrypoints.web.mails import ROWS
from chassis.clock import SettableClock
from chassis.mail import MailServerAway
from chassis.mailing import RETRY_FIRST, TAKEN_FOR
from chassis.roles import Role
from tests.auth.component.post import Post
from tests.auth.component.world import Browser, World
from tests.auth.settings import auth_settings
from tests.infrastructure import DatabaseUrls

PATH = "/accounts/mails"


@pytest_asyncio.fixture(loop_scope="session")
async def world(auth_database: DatabaseUrls, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    """Where a mail server is named, if no other is asked for."""
    clock = SettableClock(datetime.now(UTC))
    smtp_host = getattr(request, "param", "mail.popug.inc")
    app = web_application(auth_settings(auth_database.runtime, demo=True, smtp_host=smtp_host), clock)
    async with app.router.lifespan_context(app):
        desk: Desk = app.state.desk
        yield World(app, desk, clock)


async def asked(world: World, *emails: str) -> None:
    """Each of these e-mails has an account that has forgotten its password."""
    for email in emails:
        await world.account(email)
        await world.browser().post("/forgotten-password", email=email)


async def refused(world: World, post: Post, email: str) -> None:
    """The mail server will not take a mail to this address, and has said so once."""
    post.server.refused.add(email)
    await asked(world, email)
    assert await post.delivered() == []


async def rows(browser: Browser, path: str = PATH) -> list[str]:
    """The ids of the mails that the page shows, in its order."""
    return re.findall(r'<tr id="mail-([0-9a-f-]+)"', (await browser.get(path)).text)


async def test_a_mail_that_failed_says_why_and_when_it_is_tried_again(world: World, post: Post) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)
    await refused(world, post, "kesha@popug.inc")
    await asked(world, "gosha@popug.inc")
    await world.browser().post("/forgotten-password", email="nobody@popug.inc")

    page = (await admin.get(PATH)).text
    kesha, gosha = (
        next(row for row in page.split("<tr ") if email in row)
        for email in ("kesha@popug.inc", "gosha@popug.inc")
    )

    assert "Failed so far" in kesha
    assert "1 attempt failed" in kesha
    assert "550 5.1.1 No such popug" in kesha
    assert "Tried again:" in kesha
    assert "Try now" in kesha
    assert "Waiting" in gosha
    assert "Try now" not in gosha
    assert "Mails failed so far" in page
    assert "Failed so far" not in gosha
    assert len(await rows(admin)) == 2


async def test_a_mail_is_tried_again_at_once(world: World, post: Post) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)
    await refused(world, post, "kesha@popug.inc")
    post.server.refused.clear()
    (letter_id,) = await rows(admin)

    before = len(await post.delivered())
    answer = await admin.post(f"{PATH}/{letter_id}/send")
    after = len(await post.delivered())

    assert (before, after) == (0, 1)
    assert answer.headers["location"] == PATH
    page = (await admin.get(PATH)).text
    assert "The mail is being sent." in page
    assert "No mail waits" in page


async def test_a_mail_that_is_being_sent_is_not_sent_twice(world: World, post: Post) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)
    await refused(world, post, "kesha@popug.inc")
    (letter_id,) = await rows(admin)
    world.clock.advance(RETRY_FIRST)
    now = world.clock.now()
    taken = await post.mailbag.take(now, until=now + TAKEN_FOR)
    assert taken is not None

    await admin.post(f"{PATH}/{letter_id}/send")
    page = (await admin.get(PATH)).text

    assert "This mail does not wait any more." in page
    assert "Try now" not in page
    assert await post.mailbag.take(now, until=now) is None
    await post.mailbag.sent(taken, now)
    assert await rows(admin) == []


@pytest.mark.parametrize("role", [Role.WORKER, Role.MANAGER, Role.ACCOUNTANT])
async def test_only_admins_see_the_mails_and_have_them_sent(world: World, post: Post, role: Role) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)
    await refused(world, post, "kesha@popug.inc")
    (letter_id,) = await rows(admin)
    browser = await world.signed_in("other@popug.inc", role)

    answers = [
        await browser.get(PATH),
        await browser.get(f"{PATH}/list"),
        await browser.post(f"{PATH}/{letter_id}/send"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert "Try now" in (await admin.get(PATH)).text


async def test_a_mail_server_that_is_away_is_told_of_too(world: World, post: Post) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)
    await asked(world, "kesha@popug.inc")
    with pytest.raises(MailServerAway):
        await post.mailing.send_due(lambda: True)

    assert "1 attempt failed" in (await admin.get(PATH)).text


async def test_many_mails_are_paged_the_longest_waiting_first(world: World) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)
    for number in range(ROWS + 1):
        await admin.post("/accounts/new", name="Gosha", email=f"gosha{number}@popug.inc", role="worker")

    first = await admin.get(PATH)
    (following,) = re.findall(r'rel="next" href="([^"]+)"', first.text)
    shown = [*await rows(admin), *await rows(admin, following)]

    assert shown == sorted(shown)
    assert len(shown) == ROWS + 1
    assert "gosha0@popug.inc" in first.text
    assert f"gosha{ROWS}@popug.inc" in (await admin.get(following)).text


async def test_a_later_page_that_emptied_does_not_say_that_no_mail_waits(world: World, post: Post) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)
    await asked(world, "kesha@popug.inc")
    (letter_id,) = await rows(admin)
    later = f"{PATH}?after={letter_id}"

    emptied = (await admin.get(later)).text
    assert len(await post.delivered()) == 1
    all_flown = (await admin.get(later)).text

    assert "None further on" in emptied
    assert "No mail waits" not in emptied
    assert "No mail waits" in all_flown
    assert "None further on" not in all_flown


@pytest.mark.parametrize("world", [None], indirect=True)
async def test_where_no_mail_server_is_named_the_page_says_so_and_offers_no_try(
    world: World, post: Post
) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)
    await refused(world, post, "kesha@popug.inc")

    page = (await admin.get(PATH)).text

    assert "No mail server is named" in page
    assert "Tried again:" in page
    assert "Try now" not in page


@pytest.mark.parametrize("world", [None], indirect=True)
async def test_where_no_mail_server_is_named_a_try_is_not_promised(world: World, post: Post) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)
    await refused(world, post, "kesha@popug.inc")
    (letter_id,) = await rows(admin)

    await admin.post(f"{PATH}/{letter_id}/send")
    page = (await admin.get(PATH)).text

    assert "The mail is being sent." not in page
    assert page.count("No mail server is named") == 2
    assert "Tried again:" in page


async def test_where_a_mail_server_is_named_nothing_is_said_of_it(world: World) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)

    assert "No mail server is named" not in (await admin.get(PATH)).text
