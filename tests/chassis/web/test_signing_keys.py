"""The keys that auth signs with: fetched when needed, not more often, and not for ever."""

import httpx2
import pytest

from chassis.web.provider import Provider, SignInUnavailable
from chassis.web.signing_keys import FETCH_EVERY_SECONDS, FRESH_SECONDS, USABLE_SECONDS
from chassis.web.tokens import InvalidToken
from tests.chassis.access.builders import KESHA
from tests.chassis.web.fake_auth import FakeAuth, a_key
from tests.chassis.web.support import AUTH
from tests.chassis.web.token_builders import Time, tokens_of


async def test_a_new_key_is_fetched_when_a_token_names_it() -> None:
    auth, now = FakeAuth(), Time()
    tokens = tokens_of(auth, now)
    await tokens.verify(auth.access_token())
    auth.key = a_key("key-2")
    now.seconds += FETCH_EVERY_SECONDS

    assert (await tokens.verify(auth.access_token())).account_id == KESHA
    assert auth.key_fetches == 2


async def test_made_up_key_ids_do_not_make_it_fetch_more_often_than_it_may() -> None:
    auth, now = FakeAuth(), Time()
    tokens = tokens_of(auth, now)

    for n in range(20):
        with pytest.raises(InvalidToken):
            await tokens.verify(auth.access_token(key=a_key(f"made-up-{n}")))

    assert auth.key_fetches == 1


async def test_a_withdrawn_key_stops_counting() -> None:
    auth, now = FakeAuth(), Time()
    tokens, old = tokens_of(auth, now), auth.key
    await tokens.verify(auth.access_token())
    auth.key = a_key("key-2")

    now.seconds += FRESH_SECONDS

    with pytest.raises(InvalidToken):
        await tokens.verify(auth.access_token(key=old))


async def test_known_keys_go_on_counting_while_auth_is_down_but_not_for_ever() -> None:
    auth, now = FakeAuth(), Time()
    tokens = tokens_of(auth, now)
    await tokens.verify(auth.access_token())
    auth.down = True

    now.seconds += USABLE_SECONDS - 1
    assert (await tokens.verify(auth.access_token(exp=int(now()) + 60))).account_id == KESHA
    now.seconds += FETCH_EVERY_SECONDS
    with pytest.raises(SignInUnavailable):
        await tokens.verify(auth.access_token(exp=int(now()) + 60))


async def test_without_any_keys_it_says_that_sign_in_is_unavailable_and_not_that_the_token_is_wrong() -> None:
    auth, now = FakeAuth(down=True), Time()
    tokens = tokens_of(auth, now)

    with pytest.raises(SignInUnavailable):
        await tokens.verify(auth.access_token())
    with pytest.raises(SignInUnavailable):
        await tokens.verify(auth.access_token())
    auth.down = False
    now.seconds += FETCH_EVERY_SECONDS
    assert (await tokens.verify(auth.access_token())).account_id == KESHA


async def test_a_provider_that_says_it_is_somebody_else_is_not_trusted() -> None:
    provider = Provider(
        "http://other.test", internal_url=AUTH, transport=httpx2.ASGITransport(FakeAuth().app())
    )

    with pytest.raises(SignInUnavailable, match="another issuer"):
        await provider.metadata()


async def test_services_reach_auth_by_its_internal_address_and_browsers_by_the_announced_one() -> None:
    seen: list[str] = []

    async def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(str(request.url))
        if request.url.path == "/jwks":
            return httpx2.Response(200, json={"keys": []})
        announced = {
            "issuer": AUTH,
            "jwks_uri": f"{AUTH}/jwks",
            "authorization_endpoint": f"{AUTH}/authorize",
        }
        return httpx2.Response(200, json=announced)

    provider = Provider(AUTH, "http://auth:8000", transport=httpx2.MockTransport(answer))

    await provider.published_keys()

    assert seen == ["http://auth:8000/.well-known/openid-configuration", "http://auth:8000/jwks"]
    assert (await provider.metadata())["authorization_endpoint"] == f"{AUTH}/authorize"
