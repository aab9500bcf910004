"""The JSON API, as scripts see it."""

import pytest
from fastapi.routing import APIRoute

from analytics.entrypoints import api
from chassis.roles import Role
from tests.analytics.builders import (
    FEED_THE_CAT,
    FIX_THE_BEAK,
    GOSHA,
    KESHA,
    TODAY,
    a_fee,
    a_reward,
    learning,
    registering,
    yesterday,
)
from tests.analytics.component.conftest import Web

CALLS = [
    (method, f"/api/v1{route.path}")
    for router in api.ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in sorted(route.methods or ())
]


def test_the_matrix_of_roles_covers_every_call(web: Web) -> None:
    assert sorted(path for _, path in CALLS) == sorted(web.app.openapi()["paths"])
    assert len(CALLS) == 3


async def test_admins_are_answered(web: Web) -> None:
    async with web.api(Role.ADMIN) as client:
        answers = [await client.request(*call) for call in CALLS]

    assert [answer.status_code for answer in answers] == [200] * len(CALLS)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
async def test_nobody_but_admins_is_answered(web: Web, role: Role) -> None:
    await web.harness.book(a_reward(3800))

    async with web.api(role) as client:
        answers = [await client.request(*call) for call in CALLS]

    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
        assert answer.headers["content-type"] == "application/problem+json"
        assert "38.00" not in answer.text


async def test_nobody_is_answered_without_a_token(web: Web) -> None:
    async with web.api(None) as client:
        answers = [await client.request(*call) for call in CALLS]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(401, "unauthenticated")}


async def test_the_summary_tells_today_at_a_glance(web: Web) -> None:
    await web.harness.hear(learning(FIX_THE_BEAK, "Fix the beak", "UBERPOP-42"), registering(KESHA, "Kesha"))
    await web.harness.book(
        a_fee(1500, account_id=GOSHA), a_reward(3850), a_reward(4000, day=yesterday(), task_id=FEED_THE_CAT)
    )

    async with web.api() as client:
        summary = (await client.get("/api/v1/summary")).json()

    assert summary["day"] == "2026-11-21"
    assert summary["management_earnings"] == "-23.50"
    assert summary["accounts_in_the_red"] == 1
    assert summary["most_expensive_task"]["day"] == {
        "day": "2026-11-21",
        "task": {"id": str(FIX_THE_BEAK), "jira_id": "UBERPOP-42", "title": "Fix the beak"},
        "reward": "38.50",
        "account": {"id": str(KESHA), "name": "Kesha"},
        "others": 0,
        "ties": [],
    }
    assert summary["most_expensive_task"]["week"]["reward"] == "40.00"
    assert summary["most_expensive_task"]["week"]["task"] == {
        "id": str(FEED_THE_CAT),
        "jira_id": None,
        "title": "",
    }
    assert summary["most_expensive_task"]["month"]["day"] == "2026-11-20"


async def test_an_empty_summary_has_no_most_expensive_task(web: Web) -> None:
    async with web.api() as client:
        summary = (await client.get("/api/v1/summary")).json()

    assert summary == {
        "day": "2026-11-21",
        "management_earnings": "0.00",
        "accounts_in_the_red": 0,
        "most_expensive_task": {"day": None, "week": None, "month": None},
    }


async def test_the_most_expensive_tasks_are_listed_by_day_with_the_ranges_maximum(web: Web) -> None:
    await web.harness.book(a_reward(2800), a_reward(3800, day=yesterday()), a_reward(100, day=yesterday()))

    async with web.api() as client:
        asked = {"from": "2026-11-01", "to": "2026-11-21"}
        found = (await client.get("/api/v1/most-expensive-tasks", params=asked)).json()

    assert [(each["day"], each["reward"]) for each in found["days"]] == [
        ("2026-11-20", "38.00"),
        ("2026-11-21", "28.00"),
    ]
    assert (found["maximum"]["day"], found["maximum"]["reward"]) == ("2026-11-20", "38.00")


async def test_earnings_list_every_day_of_the_range(web: Web) -> None:
    await web.harness.book(a_fee(1500, day=yesterday()), a_reward(3000))

    async with web.api() as client:
        asked = {"from": "2026-11-19", "to": "2026-11-21"}
        days = (await client.get("/api/v1/earnings", params=asked)).json()["days"]

    nothing = {
        "fees": "0.00",
        "rewards": "0.00",
        "earnings": "0.00",
        "completions": 0,
        "accounts_in_the_red": 0,
        "accounting": "open",
    }
    assert days == [
        {"day": "2026-11-19", **nothing},
        {"day": "2026-11-20", **nothing, "fees": "15.00", "earnings": "15.00", "accounts_in_the_red": 1},
        {"day": "2026-11-21", **nothing, "rewards": "30.00", "earnings": "-30.00", "completions": 1},
    ]


async def test_a_range_left_out_is_the_last_seven_days(web: Web) -> None:
    async with web.api() as client:
        days = (await client.get("/api/v1/earnings")).json()["days"]

    assert (len(days), days[0]["day"], days[-1]["day"]) == (7, "2026-11-15", TODAY.isoformat())


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"from": "2026-11-21", "to": "2026-11-20"}, "invalid_range"),
        ({"from": "2025-01-01", "to": "2026-11-20"}, "invalid_range"),
        ({"from": "yesterday"}, "invalid_request"),
        ({"to": "0001-01-01"}, "invalid_request"),
        ({"from": "9999-12-31"}, "invalid_request"),
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/earnings", "/api/v1/most-expensive-tasks"])
async def test_a_range_that_makes_no_sense_is_refused(
    web: Web, path: str, asked: dict[str, str], code: str
) -> None:
    async with web.api() as client:
        answer = await client.get(path, params=asked)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
