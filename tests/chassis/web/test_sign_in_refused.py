"""Answers from auth that are not to be trusted, or do not come."""

from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.chassis.web.fake_auth import a_key
from tests.chassis.web.signing_in import COOKIE, Service, sessions_in, sign_in, try_to_sign_in


async def test_an_answer_that_another_browser_asked_for_is_refused_with_a_way_to_begin_anew(
    service: Service,
) -> None:
    async with service.browser() as attacker:
        begun = await attacker.get("/sign-in")
        at_auth = await attacker.get(begun.headers["location"])

    async with service.browser() as victim:
        answer = await victim.get(at_auth.headers["location"])

    assert answer.status_code == 400
    assert "sign_in_expired" in answer.text
    assert 'href="/sign-in?next=%2F"' in answer.text
    assert COOKIE not in victim.cookies
    assert await sessions_in(service) == 0


async def test_the_same_answer_does_not_count_twice(service: Service) -> None:
    async with service.browser() as browser:
        begun = await browser.get("/sign-in")
        at_auth = await browser.get(begun.headers["location"])
        first = await browser.get(at_auth.headers["location"])
        second = await browser.get(at_auth.headers["location"])

    assert (first.status_code, second.status_code) == (303, 400)


async def test_a_code_without_the_state_it_was_given_with_is_refused(service: Service) -> None:
    async with service.browser() as browser:
        begun = await browser.get("/sign-in")
        at_auth = await browser.get(begun.headers["location"])
        code = parse_qs(urlsplit(at_auth.headers["location"]).query)["code"][0]

        answers = [
            await browser.get("/sign-in/callback", params={"code": code, "state": "guessed"}),
            await browser.get("/sign-in/callback", params={"code": code}),
            await browser.get("/sign-in/callback"),
        ]

    assert [answer.status_code for answer in answers] == [400, 400, 400]


async def test_an_answer_from_another_issuer_is_refused(service: Service) -> None:
    async with service.browser() as browser:
        begun = await browser.get("/sign-in")
        at_auth = await browser.get(begun.headers["location"])
        address = at_auth.headers["location"].replace(
            "iss=http%3A%2F%2Fauth.test", "iss=http%3A%2F%2Fevil.test"
        )
        answer = await browser.get(address)

    assert answer.status_code == 403
    assert service.auth.redeemed == []


async def test_somebody_who_was_not_let_in_is_told_so(service: Service) -> None:
    service.auth.refuses_with = "access_denied"

    async with service.browser() as browser:
        answer = await try_to_sign_in(browser)

    assert answer.status_code == 403
    assert "sign_in_refused" in answer.text
    assert await sessions_in(service) == 0


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"aud": "accounting"},
        {"aud": "accounting", "azp": "tracker"},
        {"aud": None, "azp": "tracker"},
        {"iss": "http://evil.test"},
        {"exp": int(time()) - 600},
        {"at_hash": "of-another-access-token"},
        {"sub": "not an id"},
        {"role": "emperor"},
        {"name": None},
    ],
)
async def test_an_id_token_that_is_not_for_this_sign_in_is_refused(
    service: Service, claims: dict[str, Any]
) -> None:
    service.auth.id_token = claims

    async with service.browser() as browser:
        answer = await try_to_sign_in(browser)

    assert answer.status_code == 403
    assert await sessions_in(service) == 0


async def test_an_id_token_signed_by_somebody_else_is_refused(service: Service) -> None:
    service.auth.published = [service.auth.key]
    service.auth.signs_with = a_key("key-1")

    async with service.browser() as browser:
        answer = await try_to_sign_in(browser)

    assert answer.status_code == 403
    assert await sessions_in(service) == 0


async def test_while_auth_is_down_one_is_told_so_and_can_try_again(service: Service) -> None:
    service.auth.down = True

    async with service.browser() as browser:
        answer = await browser.get("/sign-in", params={"next": "/hello"})
        service.auth.down = False
        again = await sign_in(browser)

    assert answer.status_code == 503
    assert 'href="/sign-in?next=%2Fhello"' in answer.text
    assert again.status_code == 303


async def test_auth_going_down_in_the_middle_is_told_apart_from_a_refusal(service: Service) -> None:
    async with service.browser() as browser:
        begun = await browser.get("/sign-in")
        at_auth = await browser.get(begun.headers["location"])
        service.auth.down = True
        answer = await browser.get(at_auth.headers["location"])

    assert answer.status_code == 503
    assert await sessions_in(service) == 0
