"""A service's web process put together: routes, middleware, refusals, health, live pages, background work."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Protocol, runtime_checkable
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from chassis.access.directory import AccountDirectory
from chassis.access.hearing import hear_accounts
from chassis.identifiers import AccountId
from chassis.live import LiveHub
from chassis.pages import Pages
from chassis.postgres.database import Database
from chassis.settings import ServiceSettings
from chassis.web.callers import Callers
from chassis.web.dead_letters import DeadLetterDesk
from chassis.web.gate import Gate
from chassis.web.health import ReadinessCheck, database_check, health_router
from chassis.web.live_endpoint import live_router
from chassis.web.openapi import PROBLEM_RESPONSES, operation_id
from chassis.web.problems import register_problems
from chassis.web.public_scheme import PublicScheme
from chassis.web.rate_limit import RateLimiter, RateLimits
from chassis.web.request_log import RequestLog
from chassis.web.routes import Routes
from chassis.web.same_origin import SameOrigin
from chassis.web.security_headers import SecurityHeaders
from chassis.web.server_span import ServerSpan
from chassis.web.trusted_proxies import TrustedProxies, networks_of
from chassis.web.visitors import Visitors

API_PREFIX = "/api/v1"
BODY_BYTES_MAX = 256 * 1024


class Background(Protocol):
    """Something that runs beside the requests; `OutboxSignal` and `LiveHub` do."""

    async def start(self) -> None:
        """Begin; called before the first request."""
        ...

    async def stop(self) -> None:
        """End; called after the last request."""
        ...


@runtime_checkable
class ServesRoutes(Protocol):
    """Visitors that bring pages of their own for signing in and out."""

    def routes(self) -> Sequence[BaseRoute]:
        """The routes, at their full paths."""
        ...


@runtime_checkable
class HearsAccounts(Protocol):
    """Visitors that look accounts up in a directory, which account events keep up to date."""

    @property
    def accounts(self) -> AccountDirectory:
        """The directory."""
        ...


@runtime_checkable
class KnowsCallers(Protocol):
    """Visitors that know API callers too."""

    @property
    def callers(self) -> Callers:
        """Who calls the API."""
        ...


@runtime_checkable
class EndsSessions(Protocol):
    """Visitors whose sessions end here, which open pages are to hear of."""

    def on_session_ended(self, tell: Callable[[AccountId], None]) -> None:
        """Have `tell` called with the account whenever one of its sessions is ended."""
        ...


class _Application(FastAPI):
    """FastAPI with middleware around everything, its own answers to failures included."""

    outermost: Callable[[ASGIApp], ASGIApp]

    def build_middleware_stack(self) -> ASGIApp:
        return self.outermost(super().build_middleware_stack())


def create_app(
    *,
    settings: ServiceSettings,
    service: str,
    title: str,
    visitors: Visitors,
    database: Database,
    pages: Pages,
    api: Sequence[APIRouter],
    web: Sequence[APIRouter],
    live: LiveHub | None = None,
    background: Sequence[Background] = (),
    readiness: Sequence[ReadinessCheck] = (),
    callers: Callers | None = None,
    same_origin_exempt: Sequence[str] = (),
    rate_limits: RateLimits | None = None,
    body_bytes_max: int = BODY_BYTES_MAX,
) -> FastAPI:
    """Build the application of `service`.

    `api` routers are served under `/api/v1` and described by OpenAPI; `web` routers at the root, undescribed.
    `callers` may be left out when `visitors` know them, as `OidcVisitors` do. `rate_limits` are the settings'
    unless given. `background` is started in order and stopped in reverse, `live` among it; `database` is
    closed last. `same_origin_exempt` are path prefixes that authenticate every request by themselves (OAuth's
    token endpoint). Endpoints find what they need in `app.state` or, better, in what their router was built
    with.
    """
    limits = rate_limits if rate_limits is not None else RateLimits.of(settings)
    dead_letters = DeadLetterDesk.of(service, database, settings.rabbitmq_url.get_secret_value())
    app = _empty(title, [*background, *([live] if live else []), dead_letters], database)
    app.state.service = service
    app.state.visitors = visitors
    app.state.callers = callers if callers is not None else _callers_of(visitors)
    app.state.caller_limit = RateLimiter(limits.per_caller)
    register_problems(app, pages)
    # Routers are tried in order: what is asked most comes first.
    _include(app, api, web)
    app.include_router(health_router([database_check(database), *readiness]))
    dead_letters.show(app, pages)
    if live is not None:
        _let_pages_live(app, live, visitors)
    if isinstance(visitors, ServesRoutes):
        app.router.routes.extend(visitors.routes())
    pages.mount(app)
    app.outermost = _middleware(settings, same_origin_exempt, limits, body_bytes_max, Routes.of(app))
    return app


def _empty(title: str, background: Sequence[Background], database: Database) -> _Application:
    return _Application(
        title=title,
        openapi_url=f"{API_PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=operation_id,
        lifespan=_lifespan(background, database),
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )


def _let_pages_live(app: FastAPI, live: LiveHub, visitors: Visitors) -> None:
    app.include_router(live_router(live, visitors))
    if isinstance(visitors, HearsAccounts):
        live.listen(hear_accounts(visitors.accounts, live.audience.end))
    if isinstance(visitors, EndsSessions):
        visitors.on_session_ended(live.session_ended)


def _include(app: FastAPI, api: Sequence[APIRouter], web: Sequence[APIRouter]) -> None:
    for router in api:
        app.include_router(router, prefix=API_PREFIX, responses=PROBLEM_RESPONSES)
    for router in web:
        app.include_router(router, include_in_schema=False)


def _middleware(
    settings: ServiceSettings,
    exempt: Sequence[str],
    limits: RateLimits,
    body_bytes_max: int,
    routes: Routes,
) -> Callable[[ASGIApp], ASGIApp]:
    address = urlsplit(settings.public_url)
    addresses = RateLimiter(limits.per_address)
    proxies = networks_of(settings.trusted_proxies)

    def wrap(app: ASGIApp) -> ASGIApp:
        inner = SameOrigin(app, origin=f"{address.scheme}://{address.netloc}", exempt=exempt)
        gated = Gate(inner, addresses=addresses, body_bytes_max=body_bytes_max)
        logged = RequestLog(SecurityHeaders(gated, https=address.scheme == "https"), routes)
        served: ASGIApp = ServerSpan(logged, routes)
        if address.scheme == "https":
            served = PublicScheme(served)
        return TrustedProxies(served, proxies) if proxies else served

    return wrap


def _callers_of(visitors: Visitors) -> Callers:
    if not isinstance(visitors, KnowsCallers):
        raise TypeError("these visitors know no API callers: give create_app `callers`")
    return visitors.callers


def _lifespan(background: Sequence[Background], database: Database) -> Any:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(database.close)
            for part in background:
                await part.start()
                stack.push_async_callback(part.stop)
            yield

    return lifespan
