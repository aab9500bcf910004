"""The page of one's personal access tokens."""

import re

from auth.application.commands.use_personal_token import UsePersonalToken
from auth.domain.personal_token import PREFIX
from tests.auth.component.world import Browser, World

PATH = "/account/tokens"


async def make(browser: Browser, name: str = "nightly report") -> str:
    page = await browser.post(PATH, name=name, days="30")
    found = re.search(rf"{PREFIX}[\w-]{{43}}", page.text)
    assert found is not None, page.text
    return found.group()


async def test_a_token_is_shown_once(world: World) -> None:
    kesha = await world.signed_in()

    token = await make(kesha)
    page = await kesha.get(PATH)

    assert "nightly report" in page.text
    assert token not in page.text
    assert page.headers["cache-control"] == "no-store"
    assert await world.desk.mediator.handle_command(UsePersonalToken(token)) is not None


async def test_a_revoked_token_is_gone(world: World) -> None:
    kesha = await world.signed_in()
    token = await make(kesha)
    page = await kesha.get(PATH)
    (address,) = re.findall(r'action="(/account/tokens/[0-9a-f-]+/revoke)"', page.text)

    first = await kesha.post(address)
    second = await kesha.post(address)

    assert (first.status_code, second.status_code) == (303, 303)
    assert await world.desk.mediator.handle_command(UsePersonalToken(token)) is None
    assert "No tokens" in (await kesha.get(PATH)).text


async def test_nobody_sees_or_revokes_somebody_elses_tokens(world: World) -> None:
    kesha, gosha = await world.signed_in(), await world.signed_in("gosha@popug.inc")
    token = await make(kesha)
    (address,) = re.findall(r'action="(/account/tokens/[0-9a-f-]+/revoke)"', (await kesha.get(PATH)).text)

    page = await gosha.get(PATH)
    await gosha.post(address)

    assert "nightly report" not in page.text
    assert await world.desk.mediator.handle_command(UsePersonalToken(token)) is not None


async def test_a_refused_token_says_why(world: World) -> None:
    kesha = await world.signed_in()

    nameless = await kesha.post(PATH, name=" ", days="30")
    eternal = await kesha.post(PATH, name="x", days="99999")
    strange = await kesha.post(PATH, name="x", days="\u0663")

    assert [answer.status_code for answer in (nameless, eternal, strange)] == [422, 422, 422]
    assert "A token&#39;s name has 1 to 100 printable characters." in nameless.text
    assert "No tokens" in (await kesha.get(PATH)).text


async def test_strangers_are_sent_to_sign_in(world: World) -> None:
    answer = await world.browser().get(PATH)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=")
