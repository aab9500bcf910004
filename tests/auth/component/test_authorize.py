"""What clients may ask for, and where an answer goes."""

from datetime import timedelta

import pytest

from auth.domain.secret import s256
from tests.auth.builders import CALLBACK, VERIFIER
from tests.auth.component.world import World, authorize_path, query_of

FORGED_ADDRESSES = [
    "http://localhost:8001/sign-in/callback/",
    "http://localhost:8001/sign-in/callbackX",
    "http://localhost:8001/sign-in",
    "http://localhost:8001/sign-in/../sign-in/callback",
    "http://localhost:8001/sign-in/callback?extra=1",
    "http://localhost:8001/sign-in/callback#fragment",
    "http://localhost:8001/sign-in/callback\t",
    "http://localhost:8001/sign-in%2fcallback",
    "http://localhost:8001/sign-in%252fcallback",
    "http://localhost:8001\\@evil.example/sign-in/callback",
    "http://localhost:8001@evil.example/sign-in/callback",
    "http://user@localhost:8001/sign-in/callback",
    "http://localhost:8001.evil.example/sign-in/callback",
    "http://LOCALHOST:8001/sign-in/callback",
    "http://localhost:8009/sign-in/callback",
    "https://localhost:8001/sign-in/callback",
    "http://127.0.0.1:8001/sign-in/callback",
    "//localhost:8001/sign-in/callback",
    "javascript:alert(1)",
    "http://localhost:8002/sign-in/callback",
    "",
]


@pytest.mark.parametrize("address", FORGED_ADDRESSES)
async def test_an_address_that_is_not_the_clients_own_is_never_gone_to(world: World, address: str) -> None:
    browser = world.browser()

    answer = await browser.get(authorize_path(redirect_uri=address))

    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert "<html" in answer.text


async def test_a_second_address_is_no_way_around_the_first(world: World) -> None:
    browser = world.browser()

    answer = await browser.get(authorize_path() + "&redirect_uri=http%3A%2F%2Fevil.example")

    assert answer.status_code == 400
    assert "location" not in answer.headers


async def test_an_unknown_client_is_not_answered_to(world: World) -> None:
    browser = world.browser()

    answer = await browser.get(authorize_path(client_id="stranger"))

    assert answer.status_code == 400
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": ""}, "invalid_request"),
        ({"code_challenge": "too-short"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_type": ""}, "invalid_request"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "sing"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "soon"}, "invalid_request"),
        ({"request": "eyJ"}, "request_not_supported"),
        ({"request_uri": "http://169.254.169.254/"}, "request_uri_not_supported"),
        ({"prompt": "none"}, "login_required"),
    ],
)
async def test_the_client_is_told_what_is_wrong_at_its_own_address(
    world: World, change: dict[str, str], error: str
) -> None:
    browser = world.browser()

    answer = await browser.get(authorize_path(**change))

    assert answer.headers["location"].startswith(f"{CALLBACK}?")
    assert query_of(answer)["error"] == error
    assert query_of(answer)["state"] == "a-state"
    assert query_of(answer)["iss"] == "http://localhost:8000"
    assert "code" not in query_of(answer)


@pytest.mark.parametrize("name", ["state", "nonce", "scope", "code_challenge", "prompt"])
async def test_what_is_said_twice_is_refused_as_it_is_not_clear_which_counts(world: World, name: str) -> None:
    answer = await world.browser().get(f"{authorize_path(prompt='login')}&{name}=another")

    assert query_of(answer)["error"] == "invalid_request"
    assert query_of(answer).get("state") == (None if name == "state" else "a-state")


@pytest.mark.parametrize("verifier", ["", "short", "x" * 43, VERIFIER + "1", "é" * 43, s256(VERIFIER)])
async def test_a_code_without_its_verifier_is_worth_nothing(world: World, verifier: str) -> None:
    code = await world.code(await world.signed_in())

    answer = await world.redeem(code, code_verifier=verifier)

    assert answer.status_code == 400
    assert "access_token" not in answer.json()


async def test_silence_is_kept_with_whoever_is_signed_in(world: World) -> None:
    browser = await world.signed_in()

    answer = await browser.get(authorize_path(prompt="none"))

    assert query_of(answer)["code"]


@pytest.mark.parametrize("change", [{"prompt": "login"}, {"max_age": "0"}, {"prompt": "select_account"}])
async def test_signing_in_anew_is_asked_for_once(world: World, change: dict[str, str]) -> None:
    browser = await world.signed_in()
    world.clock.advance(timedelta(seconds=5))

    asked = await browser.get(authorize_path(**change))
    page = await browser.get(asked.headers["location"])
    way_on = query_of(asked)["next"]
    too_early = await browser.get(way_on)
    world.clock.advance(timedelta(seconds=5))
    await browser.sign_in("kesha@popug.inc", next=way_on)
    answer = await browser.get(way_on)

    assert asked.headers["location"].startswith("/sign-in?")
    assert page.status_code == 200
    assert too_early.headers["location"].startswith("/sign-in?")
    assert query_of(answer)["code"]


async def test_a_forged_mark_does_not_spare_signing_in_anew(world: World) -> None:
    browser = await world.signed_in()

    answer = await browser.get(authorize_path(prompt="login", asked="MA.forged"))

    assert answer.headers["location"].startswith("/sign-in?")


async def test_a_session_older_than_the_client_accepts_is_not_enough(world: World) -> None:
    browser = await world.signed_in()
    world.clock.advance(timedelta(seconds=61))

    old = await browser.get(authorize_path(max_age="60", prompt="none"))
    fresh = await browser.get(authorize_path(max_age="62", prompt="none"))

    assert query_of(old)["error"] == "login_required"
    assert query_of(fresh)["code"]


async def test_a_hint_of_somebody_else_is_no_silent_sign_in(world: World) -> None:
    kesha, gosha = await world.signed_in(), await world.signed_in("gosha@popug.inc")
    goshas = await world.tokens(gosha)

    answer = await kesha.get(authorize_path(prompt="none", id_token_hint=goshas["id_token"]))

    assert query_of(answer)["error"] == "login_required"


async def test_a_posted_request_comes_again_as_a_get(world: World) -> None:
    browser = await world.signed_in()

    answer = await browser.post("/authorize", headers={"Sec-Fetch-Site": "cross-site"}, client_id="tracker")

    assert answer.headers["location"] == "/authorize?client_id=tracker"


async def test_the_hinted_address_and_language_reach_the_sign_in_page(world: World) -> None:
    browser = world.browser()

    asked = await browser.get(authorize_path(login_hint="kesha@popug.inc", ui_locales="fr ru en"))
    language = await browser.get(asked.headers["location"])
    page = await browser.get(language.headers["location"].removeprefix("http://localhost:8000"))

    assert 'value="kesha@popug.inc"' in page.text
    assert "Пароль" in page.text


async def test_a_demo_has_a_client_to_try_libraries_with(world: World) -> None:
    browser = await world.signed_in()
    callback = "http://localhost:9999/callback"

    answer = await browser.get(authorize_path(client_id="demo", redirect_uri=callback))
    tokens = await world.token(
        {
            "grant_type": "authorization_code",
            "code": query_of(answer)["code"],
            "redirect_uri": callback,
            "code_verifier": VERIFIER,
        },
        ("demo", "demo-secret"),
    )

    assert tokens.status_code == 200


async def test_the_sign_in_form_may_lead_to_the_client_it_is_for(world: World) -> None:
    browser = world.browser()

    asked = await browser.get(authorize_path(client_id="demo", redirect_uri="http://localhost:9999/callback"))
    page = await browser.get(asked.headers["location"])

    policy = page.headers["content-security-policy"]
    assert "form-action 'self' http://localhost:9999" in policy
