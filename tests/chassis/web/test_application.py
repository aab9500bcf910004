"""The application put together."""

import asyncio

import pytest

from chassis.web.health import ReadinessCheck
from tests.chassis.web.support import TRACKER, KnownVisitors, an_app, api_client, browsing, own_pages


class Recorder:
    """Background work that notes its turn."""

    def __init__(self, name: str, notes: list[str]) -> None:
        self._name = name
        self._notes = notes

    async def start(self) -> None:
        self._notes.append(f"{self._name} starts")

    async def stop(self) -> None:
        self._notes.append(f"{self._name} stops")


async def passes() -> None:
    return


async def fails() -> None:
    raise ConnectionError("the broker is away")


async def hangs() -> None:
    await asyncio.Event().wait()


async def test_lives_whatever_is_out_of_reach() -> None:
    async with browsing((TRACKER, an_app())) as client:
        answer = await client.get("/health/live")

    assert answer.status_code == 200


async def test_is_not_ready_without_its_database_and_names_what_is_missing() -> None:
    async with browsing((TRACKER, an_app(readiness=[ReadinessCheck("broker", passes)]))) as client:
        answer = await client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json() == {"status": "not ready", "checks": {"database": False, "broker": True}}


@pytest.mark.parametrize("probe", [fails, hangs])
async def test_a_check_that_fails_or_hangs_makes_it_not_ready(
    probe: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.web.health.PROBE_SECONDS_MAX", 0.05)

    async with browsing((TRACKER, an_app(readiness=[ReadinessCheck("broker", probe)]))) as client:  # type: ignore[arg-type]
        answer = await client.get("/health/ready")

    assert answer.json()["checks"]["broker"] is False


async def test_metrics_count_requests_by_route_and_not_by_address() -> None:
    app = an_app()

    async with api_client(app) as client:
        await client.get("/api/v1/refusals/conflict")
        metrics = (await client.get("/metrics")).text

    assert (
        'popug_http_request_seconds_count{method="GET",route="/api/v1/refusals/{kind}",status="409"}'
        in metrics
    )


async def test_the_api_describes_itself_and_the_pages_are_not_in_it() -> None:
    async with browsing((TRACKER, an_app())) as client:
        description = (await client.get("/api/v1/openapi.json")).json()

    assert set(description["paths"]) == {"/api/v1/me", "/api/v1/notes", "/api/v1/refusals/{kind}"}
    assert description["paths"]["/api/v1/me"]["get"]["security"] == [{"bearer": []}]
    refusal = description["paths"]["/api/v1/notes"]["post"]["responses"]["422"]
    assert list(refusal["content"]) == ["application/problem+json"]


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
async def test_there_are_no_pages_that_load_scripts_from_elsewhere(path: str) -> None:
    async with browsing((TRACKER, an_app())) as client:
        assert (await client.get(path)).status_code == 404


async def test_background_work_runs_beside_the_requests_and_ends_in_reverse() -> None:
    notes: list[str] = []
    app = an_app(background=[Recorder("signal", notes), Recorder("hub", notes)])

    async with app.router.lifespan_context(app):
        notes.append("serving")

    assert notes == ["signal starts", "hub starts", "serving", "hub stops", "signal stops"]


async def test_a_caller_is_who_the_token_says() -> None:
    async with api_client(an_app()) as client:
        answer = await client.get("/api/v1/me")

    assert answer.json() == {"name": "Kesha"}


@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        (None, "unauthenticated"),
        ("Basic a2VzaGE6", "unauthenticated"),
        ("Bearer", "unauthenticated"),
        ("Bearer forged", "invalid_token"),
    ],
)
async def test_a_call_without_a_valid_token_is_refused(authorization: str | None, code: str) -> None:
    headers = {"authorization": authorization} if authorization else {}

    async with browsing((TRACKER, an_app()), cookies={"known": "yes"}, headers=headers) as client:
        answer = await client.get("/api/v1/me")

    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_deactivated_caller_is_refused_though_the_token_is_valid() -> None:
    async with api_client(an_app(), "gone") as client:
        answer = await client.get("/api/v1/me")

    assert (answer.status_code, answer.json()["code"]) == (403, "account_deactivated")


async def test_a_visitor_who_is_not_signed_in_is_sent_to_and_comes_back_to_the_same_page() -> None:
    async with browsing((TRACKER, an_app())) as client:
        answer = await client.get("/hello?page=2")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/hello?page=2"


async def test_htmx_is_told_to_go_to_sign_in_as_a_whole() -> None:
    headers = {"hx-request": "true", "hx-current-url": f"{TRACKER}/tasks?q=beak"}

    async with browsing((TRACKER, an_app()), headers=headers) as client:
        answer = await client.get("/hello")

    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/sign-in?next=/tasks?q=beak"


@pytest.mark.parametrize("referer", ["http://evil.test//evil.test/x", "http://evil.test", "//evil.test"])
async def test_a_form_posted_when_signed_out_never_leads_elsewhere_afterwards(referer: str) -> None:
    async with browsing((TRACKER, an_app())) as client:
        answer = await client.post("/hello", data={"word": "x"}, headers={**own_pages(), "referer": referer})

    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/"


async def test_visitors_that_know_no_callers_need_some() -> None:
    class OnlyVisitors:
        visitor = KnownVisitors.visitor
        sign_in_path = KnownVisitors.sign_in_path

    with pytest.raises(TypeError, match="callers"):
        an_app(visitors=OnlyVisitors())
