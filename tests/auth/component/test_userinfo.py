"""How an access token reaches /userinfo (OpenID Connect Core, 5.3.1; RFC 6750)."""

from auth.domain.claims import Occasion
from auth.domain.identifiers import ClientId
from tests.auth.component.world import World


async def test_a_token_comes_in_the_header_of_either_method_or_in_a_form(world: World) -> None:
    tokens = await world.tokens(await world.signed_in())
    token = tokens["access_token"]

    async with world.http() as http:
        answers = [
            await world.call("GET", "/userinfo", token),
            await world.call("POST", "/userinfo", token),
            await http.post("/userinfo", data={"access_token": token}),
        ]

    assert [answer.json()["email"] for answer in answers] == ["kesha@popug.inc"] * 3


async def test_a_token_in_the_address_is_not_looked_at(world: World) -> None:
    tokens = await world.tokens(await world.signed_in())

    async with world.http() as http:
        answer = await http.get("/userinfo", params={"access_token": tokens["access_token"]})

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer realm="popug"')


async def test_a_token_sent_twice_is_refused(world: World) -> None:
    tokens = await world.tokens(await world.signed_in())
    token = tokens["access_token"]

    answer = await world.call("POST", "/userinfo", token, data={"access_token": token})

    assert answer.status_code == 400
    assert 'error="invalid_request"' in answer.headers["www-authenticate"]


async def test_a_token_without_openid_is_not_enough(world: World) -> None:
    account_id = await world.account()
    account = await world.desk.accounts.get(account_id)
    assert account is not None
    occasion = Occasion(ClientId("tracker"), ("profile",), world.clock.now())
    token = await world.desk.tokens.access_token(account.state(), occasion)

    answer = await world.call("GET", "/userinfo", token)

    assert answer.status_code == 403
    assert 'error="insufficient_scope"' in answer.headers["www-authenticate"]
