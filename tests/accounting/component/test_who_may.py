"""Who may do what: every route with every role, and no route without a row."""

from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute

from accounting.entrypoints import api, web
from chassis.roles import Role
from tests.accounting.builders import TODAY, a_completion, rewarding
from tests.accounting.component.site import Site, me

EVERYONE = frozenset(Role)
OVERSEERS = frozenset({Role.ACCOUNTANT, Role.ADMIN})

ALLOWED = {
    "GET /api/v1/accounts": OVERSEERS,
    "GET /api/v1/accounts/me": EVERYONE,
    "GET /api/v1/accounts/me/entries": EVERYONE,
    "GET /api/v1/accounts/{account_id}": OVERSEERS,
    "GET /api/v1/accounts/{account_id}/entries": OVERSEERS,
    "GET /api/v1/management/earnings": OVERSEERS,
    "GET /api/v1/days/{day}": OVERSEERS,
    "POST /api/v1/days/{day}/close": OVERSEERS,
    "GET /": EVERYONE,
    "GET /mine": EVERYONE,
    "GET /company": OVERSEERS,
    "GET /company/figures": OVERSEERS,
    "GET /company/employees": OVERSEERS,
    "GET /accounts/{account_id}": OVERSEERS,
    "GET /accounts/{account_id}/log": OVERSEERS,
    "GET /days/{day}/close": OVERSEERS,
    "POST /days/{day}/close": OVERSEERS,
    "GET /payouts": OVERSEERS,
    "GET /payouts/list": OVERSEERS,
    "GET /payouts/{day}": OVERSEERS,
    "GET /payouts/{day}/list": OVERSEERS,
}
"""`{account_id}` is somebody else's."""


def routes() -> Iterator[str]:
    """Every route that accounting itself serves."""
    described = (("/api/v1", route) for router in api.ROUTERS for route in router.routes)
    undescribed = (("", route) for router in web.ROUTERS for route in router.routes)
    for prefix, route in (*described, *undescribed):
        assert isinstance(route, APIRoute)
        yield from (f"{method} {prefix}{route.path}" for method in sorted(route.methods or ()))


def test_every_route_has_a_row() -> None:
    assert sorted(routes()) == sorted(ALLOWED)


@pytest.mark.parametrize("route", ALLOWED)
async def test_only_those_who_may_get_an_answer(site: Site, route: str) -> None:
    method, path = route.split(" ")
    stranger = me(Role.WORKER)
    filled = path.format(account_id=stranger, day=TODAY)
    await site.behind.handle(rewarding(a_completion(stranger)))

    statuses = {}
    for role in [Role.MANAGER, *OVERSEERS]:
        if path.startswith("/api/v1"):
            answer = await site.call(role, filled.removeprefix("/api/v1"), method)
        else:
            answer = await site.visit(role, filled, method)
        statuses[role] = answer.status_code

    allowed = {role for role, status in statuses.items() if status < 400}
    refused = {role for role, status in statuses.items() if status == 403}
    assert allowed == ALLOWED[route] & statuses.keys()
    assert refused == statuses.keys() - ALLOWED[route]


@pytest.mark.parametrize("route", ALLOWED)
async def test_a_worker_gets_no_more_than_a_manager(site: Site, route: str) -> None:
    method, path = route.split(" ")
    stranger = me(Role.MANAGER)
    filled = path.format(account_id=stranger, day=TODAY)
    await site.behind.handle(rewarding(a_completion(stranger)))

    if path.startswith("/api/v1"):
        answer = await site.call(Role.WORKER, filled.removeprefix("/api/v1"), method)
    else:
        answer = await site.visit(Role.WORKER, filled, method)

    assert answer.status_code == (200 if Role.WORKER in ALLOWED[route] else 403)


@pytest.mark.parametrize("route", ALLOWED)
async def test_nobody_unknown_gets_anything(site: Site, route: str) -> None:
    method, path = route.split(" ")
    filled = path.format(account_id=me(Role.WORKER), day=TODAY)

    if path.startswith("/api/v1"):
        answer = await site.call(None, filled.removeprefix("/api/v1"), method)
        assert answer.status_code == 401
    else:
        answer = await site.visit(None, filled, method)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("role", Role)
async def test_everyone_may_look_at_their_own_account_by_its_id(site: Site, role: Role) -> None:
    account = await site.call(role, f"/accounts/{me(role)}")
    entries = await site.call(role, f"/accounts/{me(role)}/entries")

    assert (account.status_code, entries.status_code) == (200, 200)


async def test_a_refusal_closes_nothing(site: Site) -> None:
    await site.call(Role.MANAGER, f"/days/{TODAY}/close", "POST")
    await site.visit(Role.WORKER, f"/days/{TODAY}/close", "POST")

    assert (await site.call(Role.ADMIN, f"/days/{TODAY}")).json()["state"] == "open"


async def test_the_refusal_of_another_account_has_a_code(site: Site) -> None:
    answer = await site.call(Role.WORKER, f"/accounts/{me(Role.MANAGER)}")

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "not_your_account"
