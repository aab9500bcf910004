"""The web process: API, pages and live hints."""

from pathlib import Path

from fastapi import FastAPI

import analytics.entrypoints.web
from analytics.bootstrap.application import application
from analytics.bootstrap.scope import SERVICE
from analytics.entrypoints import api
from analytics.entrypoints.desk import Desk
from analytics.entrypoints.live import no_hints, only_admins
from analytics.entrypoints.web import dashboard, downloads, rebuilds
from analytics.settings import AnalyticsSettings
from chassis.clock import Clock
from chassis.live import LiveHub
from chassis.pages import Pages
from chassis.web.application import create_app
from chassis.web.oidc_visitors import OidcVisitors

WEB_FOLDER = Path(analytics.entrypoints.web.__file__).parent
PAGE_ROUTERS = (dashboard.router, downloads.router, rebuilds.router)


def build_web(settings: AnalyticsSettings, clock: Clock | None = None) -> FastAPI:
    core = application(settings, clock, process="analytics-web", planned_once=True)
    pages = pages_of(settings, core.clock)
    app = create_app(
        settings=settings,
        service=SERVICE,
        title="Analytics",
        visitors=OidcVisitors.of(settings, SERVICE, core.database, pages, core.clock),
        database=core.database,
        pages=pages,
        api=api.ROUTERS,
        web=PAGE_ROUTERS,
        live=LiveHub(settings.rabbitmq_url.get_secret_value(), SERVICE, {}, no_hints, only_admins),
    )
    app.state.desk = Desk(core.analytics, pages, core.clock, settings.time_zone)
    return app


def pages_of(settings: AnalyticsSettings, clock: Clock) -> Pages:
    return Pages(
        SERVICE,
        ["analytics"],
        dashboards=settings.dashboards,
        time_zone=settings.time_zone,
        secret=settings.session_secret.get_secret_value(),
        catalogues=[WEB_FOLDER / "locale"],
        environment=settings.environment,
        clock=clock,
    )
