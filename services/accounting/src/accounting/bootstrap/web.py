"""The web process: API, pages and live hints."""

from collections.abc import Sequence
from pathlib import Path

from fastapi import FastAPI, Request

from accounting.adapters.postgres.book_checks import PostgresBookChecks
from accounting.bootstrap.application import Application, application
from accounting.bootstrap.scope import SERVICE
from accounting.domain.access import OVERSEERS
from accounting.entrypoints import api, web
from accounting.entrypoints.concern import Concern
from accounting.entrypoints.desk import Desk
from accounting.entrypoints.live import hints_of, may_see
from accounting.settings import AccountingSettings
from chassis.clock import Clock
from chassis.live import LiveHub
from chassis.pages import Pages, Section, message
from chassis.roles import Role
from chassis.web.application import create_app
from chassis.web.oidc_visitors import OidcVisitors
from chassis.web.visitors import Visitors

WEB_FOLDER = Path(web.__file__).parent


def _is_of_concern(request: Request) -> bool:
    """Whether the last check found differences, or one is looking at it anyway."""
    return request.app.state.concern.is_there or request.url.path.startswith("/integrity")


SECTIONS: Sequence[Section] = (
    Section("/", message("My account")),
    Section("/company", message("Company"), roles=OVERSEERS, holds=("/days", "/accounts", "/tasks")),
    Section("/payouts", message("Payouts"), roles=OVERSEERS),
    Section("/integrity", message("Integrity"), roles=frozenset({Role.ADMIN}), shown=_is_of_concern),
)


def build_web(settings: AccountingSettings, clock: Clock | None = None) -> FastAPI:
    core = application(settings, clock, process="accounting-web")
    pages = pages_of(settings, core.clock)
    visitors = OidcVisitors.of(settings, SERVICE, core.database, pages, core.clock)
    live = LiveHub(settings.rabbitmq_url.get_secret_value(), SERVICE, {}, hints_of, may_see)
    return web_over(core, settings, pages, visitors, live)


def web_over(
    core: Application,
    settings: AccountingSettings,
    pages: Pages,
    visitors: Visitors,
    live: LiveHub | None = None,
) -> FastAPI:
    """The web application for these visitors."""
    checks = PostgresBookChecks(core.database)
    concern = Concern(checks)
    app = create_app(
        settings=settings,
        service=SERVICE,
        title="Accounting",
        visitors=visitors,
        database=core.database,
        pages=pages,
        api=api.ROUTERS,
        web=web.ROUTERS,
        live=live,
        background=[core.signal, concern],
    )
    app.state.checks, app.state.concern = checks, concern
    app.state.desk = Desk(
        core.accounting,
        pages,
        core.clock,
        settings.time_zone,
        close_ahead_of_time=settings.close_ahead_of_time,
        sends_mail=settings.mail_server is not None,
    )
    return app


def pages_of(settings: AccountingSettings, clock: Clock) -> Pages:
    return Pages(
        SERVICE,
        ["accounting"],
        dashboards=settings.dashboards,
        time_zone=settings.time_zone,
        secret=settings.session_secret.get_secret_value(),
        catalogues=[WEB_FOLDER / "locale"],
        environment=settings.environment,
        sections=SECTIONS,
        clock=clock,
    )
