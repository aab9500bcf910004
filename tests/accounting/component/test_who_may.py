"""Who may do what: every route of the whole application with every role, and no route without a rule."""

from collections.abc import Iterator

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import Route

from accounting.bootstrap.web import build_web
from chassis.roles import Role
from tests.accounting.builders import (
    TODAY,
    YESTERDAY,
    a_charge,
    a_completion,
    a_task_id,
    an_account,
    charging,
    learning,
    on,
    registering,
    rewarding,
)
from tests.accounting.component.settings import settings_over
from tests.accounting.component.site import Site, me
from tests.infrastructure import DatabaseUrls

EVERYONE = frozenset(Role)
OVERSEERS = frozenset({Role.ACCOUNTANT, Role.ADMIN})
ADMINS = frozenset({Role.ADMIN})

ALLOWED = {
    "GET /api/v1/accounts": OVERSEERS,
    "GET /api/v1/accounts/me": EVERYONE,
    "GET /api/v1/accounts/me/entries": EVERYONE,
    "GET /api/v1/accounts/{account_id}": OVERSEERS,
    "GET /api/v1/accounts/{account_id}/entries": OVERSEERS,
    "GET /api/v1/management/earnings": OVERSEERS,
    "GET /api/v1/days/{day}": OVERSEERS,
    "GET /api/v1/days/{day}/entries": OVERSEERS,
    "POST /api/v1/days/{day}/close": OVERSEERS,
    "GET /api/v1/tasks/{task_id}/story": OVERSEERS,
    "GET /": EVERYONE,
    "GET /mine": EVERYONE,
    "GET /entries.csv": EVERYONE,
    "GET /company": OVERSEERS,
    "GET /company/figures": OVERSEERS,
    "GET /company/employees": OVERSEERS,
    "GET /company/days.csv": OVERSEERS,
    "GET /accounts/{account_id}": OVERSEERS,
    "GET /accounts/{account_id}/log": OVERSEERS,
    "GET /accounts/{account_id}/entries.csv": OVERSEERS,
    "GET /days/{day}": OVERSEERS,
    "GET /days/{day}/book": OVERSEERS,
    "GET /days/{day}/entries.csv": OVERSEERS,
    "GET /days/{day}/close": OVERSEERS,
    "POST /days/{day}/close": OVERSEERS,
    "GET /payouts": OVERSEERS,
    "GET /payouts/list": OVERSEERS,
    "GET /payouts/{day}": OVERSEERS,
    "GET /payouts/{day}/list": OVERSEERS,
    "GET /payouts/{day}/payouts.csv": OVERSEERS,
    "POST /payouts/{day}/{account_id}/resend": OVERSEERS,
    "GET /tasks/{task_id}": OVERSEERS,
    "GET /tasks/{task_id}/story": OVERSEERS,
    "GET /integrity": ADMINS,
    "GET /integrity/result": ADMINS,
    "POST /integrity/check": ADMINS,
}
"""`{account_id}` is somebody else's, `{task_id}` somebody else's task, `{day}` one with entries."""

THE_CHASSIS_OWN = {"GET /dead-letters", "GET /dead-letters/{id}", "POST /dead-letters"}
"""For admins alone in every service, which the chassis' tests show."""

OPEN_TO_ALL = {
    "GET /api/v1/openapi.json",
    "GET /health/live",
    "GET /health/ready",
    "GET /metrics",
    "GET /sign-in",
    "GET /sign-in/callback",
    "POST /sign-out",
    "POST /back-channel-logout",
    "POST /preferences",
    "GET /gallery",
    "POST /gallery",
    "GET /gallery/pages/{name}",
    "GET /gallery/problems/{status}",
}
"""They show nothing of anybody's; the gallery is there in development alone."""

NO_ROUTES = {"/static", "/static/accounting", "/live"}
"""Files, and the WebSocket, which hints without telling anything; the chassis tests whom it lets in."""

STRANGER, TITLE, JIRA_ID = "Stranger Danger", "A task of strangers", "STRANGE-7"
TASK = a_task_id()


def rules_needed(app: FastAPI) -> Iterator[str]:
    """Every method and path that `app` answers."""
    for route in iter_route_contexts(app.routes):
        if route.path not in NO_ROUTES:
            assert route.methods, f"{route.path} is no route of HTTP: give it a rule of its own"
            yield from (f"{method} {route.path}" for method in route.methods if method != "HEAD")


def missing_rules(app: FastAPI) -> set[str]:
    return set(rules_needed(app)) - ALLOWED.keys() - OPEN_TO_ALL - THE_CHASSIS_OWN


def test_every_route_of_the_application_has_a_rule_and_every_rule_a_route(urls: DatabaseUrls) -> None:
    app = build_web(settings_over(urls, environment="development"))

    assert missing_rules(app) == set()
    assert set(rules_needed(app)) == ALLOWED.keys() | OPEN_TO_ALL | THE_CHASSIS_OWN


def test_a_route_without_a_rule_is_noticed(site: Site) -> None:
    site.app.router.routes.append(Route("/secrets/{account_id}", lambda _: None))

    assert missing_rules(site.app) == {"GET /secrets/{account_id}"}


async def ask(site: Site, role: Role | None, route: str, stranger: Role) -> httpx2.Response:
    """Ask for what belongs to whoever has the role `stranger`, who has entries on two days."""
    method, path = route.split(" ")
    filled = path.format(account_id=me(stranger), day=TODAY, task_id=TASK)
    if path.startswith("/api/v1"):
        return await site.call(role, filled.removeprefix("/api/v1"), method)
    return await site.visit(role, filled, method)


async def have_a_stranger(site: Site, role: Role) -> None:
    """Whoever has `role` was paid yesterday and works today."""
    stranger = me(role)
    await site.behind.handle(
        registering(an_account(stranger, STRANGER)),
        learning(TASK, TITLE, JIRA_ID),
        rewarding(a_completion(stranger, at=on(YESTERDAY))),
        charging(a_charge(stranger, TASK)),
    )
    await site.behind.accounting.close_day(YESTERDAY)


@pytest.mark.parametrize("route", ALLOWED)
async def test_only_those_who_may_get_an_answer(site: Site, route: str) -> None:
    await have_a_stranger(site, Role.WORKER)

    statuses = {role: await ask(site, role, route, Role.WORKER) for role in [Role.MANAGER, *OVERSEERS]}

    allowed = {role for role, answer in statuses.items() if answer.status_code < 400}
    refused = {role for role, answer in statuses.items() if answer.status_code == 403}
    assert allowed == ALLOWED[route] & statuses.keys()
    assert refused == statuses.keys() - ALLOWED[route]


@pytest.mark.parametrize("route", ALLOWED)
async def test_a_worker_gets_no_more_than_a_manager(site: Site, route: str) -> None:
    await have_a_stranger(site, Role.MANAGER)

    answer = await ask(site, Role.WORKER, route, Role.MANAGER)

    assert answer.status_code == (200 if Role.WORKER in ALLOWED[route] else 403)


@pytest.mark.parametrize("asker", [Role.WORKER, Role.MANAGER])
async def test_nothing_of_others_is_in_any_answer_to_those_who_do_not_oversee(
    site: Site, asker: Role
) -> None:
    stranger = Role.ACCOUNTANT
    await have_a_stranger(site, stranger)
    await site.behind.handle(charging(a_charge(me(asker), TASK, no=2)))
    secrets = [STRANGER, "30.00", "$30"]

    for route in ALLOWED:
        answer = await ask(site, asker, route, stranger)
        not_asked_by = [] if "{account_id}" in route else [str(me(stranger))]
        assert not [each for each in secrets + not_asked_by if each in answer.text], route
    overseen = (await ask(site, Role.ADMIN, "GET /accounts/{account_id}", stranger)).text
    assert all(each in overseen for each in (STRANGER, str(me(stranger)), "$30", TITLE))


@pytest.mark.parametrize("route", ALLOWED)
async def test_nobody_unknown_gets_anything(site: Site, route: str) -> None:
    answer = await ask(site, None, route, Role.WORKER)

    if " /api/v1" in route:
        assert answer.status_code == 401
    else:
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
