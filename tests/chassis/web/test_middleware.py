"""What every request passes and every answer carries."""

from typing import Any

import pytest

from chassis.web.rate_limit import Rate, RateLimits
from tests.chassis.web.support import TRACKER, an_app, api_client, browsing, own_pages, settings_of

HTTPS = "https://tracker.test"
EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}


@pytest.mark.parametrize(
    "path",
    ["/hello", "/nowhere", "/api/v1/me", "/api/v1/refusals/broken", "/health/live", "/refusals/broken"],
)
async def test_every_answer_carries_the_security_headers(path: str) -> None:
    async with browsing((TRACKER, an_app()), cookies={"known": "yes"}) as client:
        answer = await client.get(path)

    assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert len(answer.headers.get_list("content-security-policy")) == 1
    assert "strict-transport-security" not in answer.headers


async def test_pages_may_load_their_own_scripts_and_styles_and_nothing_inline() -> None:
    async with browsing((TRACKER, an_app())) as client:
        policy = (await client.get("/nowhere")).headers["content-security-policy"]

    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "default-src 'none'" in policy


async def test_under_https_browsers_are_told_to_stay_there() -> None:
    app = an_app(settings_of(public_url=HTTPS))

    async with browsing((HTTPS, app)) as client:
        answer = await client.get("/health/live")

    assert "max-age=31536000" in answer.headers["strict-transport-security"]


@pytest.mark.parametrize(("public_url", "is_secure"), [(HTTPS, True), (TRACKER, False)])
async def test_cookies_are_for_tls_alone_where_an_ingress_ends_it(public_url: str, is_secure: bool) -> None:
    """The service itself is reached over plain HTTP either way."""
    app = an_app(settings_of(public_url=public_url))

    async with browsing((TRACKER, app), headers={"Origin": public_url}) as client:
        answer = await client.post("/preferences", data={"theme": "dark"})

    assert answer.headers["set-cookie"].startswith("popug_theme=dark;")
    assert ("; Secure" in answer.headers["set-cookie"]) is is_secure


async def test_static_files_keep_the_caching_they_chose() -> None:
    async with browsing((TRACKER, an_app())) as client:
        answer = await client.get("/static/app.js")

    assert answer.status_code == 200
    assert answer.headers["cache-control"] != "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("headers", "cookies"),
    [
        ({"sec-fetch-site": "same-origin"}, {"known": "yes"}),
        ({"sec-fetch-site": "none"}, {"known": "yes"}),
        ({"origin": TRACKER}, {"known": "yes"}),
        ({}, {}),
        ({"authorization": "Bearer kesha", "sec-fetch-site": "cross-site"}, {"known": "yes"}),
    ],
)
async def test_unsafe_requests_from_own_pages_and_scripts_go_through(
    headers: dict[str, str], cookies: dict[str, str]
) -> None:
    async with browsing((TRACKER, an_app()), cookies=cookies) as client:
        answer = await client.post("/open", headers=headers)

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("headers", "cookies"),
    [
        ({"sec-fetch-site": "cross-site"}, {"known": "yes"}),
        ({"sec-fetch-site": "same-site"}, {"known": "yes"}),
        ({"sec-fetch-site": "cross-site"}, {}),
        ({"sec-fetch-site": "cross-site", "origin": TRACKER}, {"known": "yes"}),
        ({"origin": "http://evil.test"}, {"known": "yes"}),
        ({"origin": "http://tracker.test:8001"}, {"known": "yes"}),
        ({"origin": "null"}, {}),
        ({}, {"known": "yes"}),
    ],
)
async def test_unsafe_requests_that_another_site_may_have_sent_are_refused(
    headers: dict[str, str], cookies: dict[str, str]
) -> None:
    async with browsing((TRACKER, an_app()), cookies=cookies) as client:
        answer = await client.post("/open", headers=headers)

    assert answer.status_code == 403


async def test_a_page_of_another_site_may_link_here() -> None:
    async with browsing((TRACKER, an_app()), cookies={"known": "yes"}) as client:
        answer = await client.get("/hello", headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 200


async def test_endpoints_that_authenticate_every_request_themselves_can_be_exempt() -> None:
    async with browsing((TRACKER, an_app(same_origin_exempt=["/open"]))) as client:
        exempt = await client.post("/open", headers={"origin": "http://evil.test"})
        other = await client.post("/hello", headers={"origin": "http://evil.test"})

    assert (exempt.status_code, other.status_code) == (200, 403)


async def test_a_refusal_before_the_api_is_a_problem_document() -> None:
    async with browsing((TRACKER, an_app()), cookies={"known": "yes"}) as client:
        answer = await client.post("/api/v1/notes", json={"text": "x"})

    assert (answer.status_code, answer.json()["code"]) == (403, "cross_origin")


async def test_a_body_declared_too_large_is_refused_unread() -> None:
    async with api_client(an_app(body_bytes_max=1000)) as client:
        answer = await client.post("/api/v1/notes", json={"text": "x" * 1000})

    assert (answer.status_code, answer.json()["code"]) == (413, "content_too_large")
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_body_of_undeclared_length_is_cut_off_when_it_gets_too_large() -> None:
    async def endless() -> Any:
        for _ in range(100):
            yield b"x" * 100

    async with api_client(an_app(body_bytes_max=1000)) as client:
        answer = await client.post(
            "/api/v1/notes", content=endless(), headers={"content-type": "application/json"}
        )

    assert (answer.status_code, answer.json()["code"]) == (413, "content_too_large")


async def test_a_body_as_large_as_allowed_goes_through() -> None:
    async with api_client(an_app(body_bytes_max=1000)) as client:
        answer = await client.post(
            "/api/v1/notes",
            content=b'{"text":"' + b"x" * 989 + b'"}',
            headers={"content-type": "application/json"},
        )

    assert answer.status_code == 201


@pytest.mark.parametrize("length", ["-1", "1e9", "9" * 30, "\u00b2"])
async def test_a_nonsensical_length_is_refused(length: str) -> None:
    async with api_client(an_app()) as client:
        answer = await client.post(
            "/api/v1/notes", content=b"{}", headers={"content-length": length.encode()}
        )

    assert answer.status_code == 413


async def test_an_account_that_asks_too_often_is_told_when_to_come_back() -> None:
    app = an_app(rate_limits=RateLimits(per_caller=Rate(3, 60), per_address=None))

    async with api_client(app) as client:
        answers = [await client.get("/api/v1/me") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].json()["code"] == "too_many_requests"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60


async def test_an_account_is_limited_over_pages_and_api_together() -> None:
    app = an_app(rate_limits=RateLimits(per_caller=Rate(2, 60), per_address=None))

    async with api_client(app) as script, browsing((TRACKER, app), cookies={"known": "yes"}) as browser:
        await script.get("/api/v1/me")
        await script.get("/api/v1/me")
        answer = await browser.get("/hello")

    assert answer.status_code == 429
    assert answer.headers["content-type"].startswith("text/html")
    assert "retry-after" in answer.headers


async def test_an_address_that_asks_too_often_is_refused_signed_in_or_not_but_its_health_checks_are_not() -> (
    None
):
    app = an_app(rate_limits=RateLimits(per_caller=None, per_address=Rate(2, 60)))

    async with browsing((TRACKER, app)) as client:
        answers = [await client.get("/nowhere") for _ in range(3)]
        health = await client.get("/health/live")

    assert [answer.status_code for answer in answers] == [404, 404, 429]
    assert health.status_code == 200


async def test_own_pages_post_forms() -> None:
    async with browsing((TRACKER, an_app()), cookies={"known": "yes"}) as client:
        answer = await client.post("/hello", data={"word": "cracker"}, headers=own_pages())

    assert answer.json() == {"said": "cracker", "by": "Kesha"}
