"""The web process: API, pages and live hints."""

from collections.abc import Sequence
from pathlib import Path

from fastapi import FastAPI

import tracker.entrypoints.web
from chassis.clock import Clock
from chassis.live import HintPublisher, LiveHub
from chassis.pages import Pages, Section, message
from chassis.web.application import create_app
from chassis.web.oidc_visitors import OidcVisitors
from tracker.bootstrap.application import application
from tracker.bootstrap.scope import SERVICE
from tracker.domain.reassignment import MAY_REASSIGN
from tracker.entrypoints import api
from tracker.entrypoints.desk import Desk
from tracker.entrypoints.live import TASK_EVENTS, hints_of
from tracker.entrypoints.web import my_tasks, reassignments, task, tasks
from tracker.settings import TrackerSettings

WEB_FOLDER = Path(tracker.entrypoints.web.__file__).parent
PAGE_ROUTERS = (my_tasks.router, tasks.router, reassignments.router, task.router)


def build_web(settings: TrackerSettings, clock: Clock | None = None) -> FastAPI:
    rabbitmq_url = settings.rabbitmq_url.get_secret_value()
    hints = HintPublisher(rabbitmq_url, SERVICE)
    core = application(settings, clock, process="tracker-web", publish=hints.publish)
    pages = pages_of(settings, core.clock)
    visitors = OidcVisitors.of(settings, SERVICE, core.database, pages, core.clock)
    live = LiveHub(rabbitmq_url, SERVICE, {SERVICE: TASK_EVENTS}, hints_of)
    app = create_app(
        settings=settings,
        service=SERVICE,
        title="Tracker",
        visitors=visitors,
        database=core.database,
        pages=pages,
        api=api.ROUTERS,
        web=PAGE_ROUTERS,
        live=live,
        background=[core.signal, hints],
    )
    app.state.desk = Desk(core.tracker, pages, hints, core.clock, settings.time_zone)
    return app


def pages_of(settings: TrackerSettings, clock: Clock) -> Pages:
    return Pages(
        SERVICE,
        ["tracker"],
        dashboards=settings.dashboards,
        time_zone=settings.time_zone,
        secret=settings.session_secret.get_secret_value(),
        catalogues=[WEB_FOLDER / "locale"],
        environment=settings.environment,
        sections=SECTIONS,
        clock=clock,
    )


SECTIONS: Sequence[Section] = (
    Section("/", message("My tasks")),
    Section("/tasks", message("All tasks")),
    Section("/reassignments", message("Reassignments"), roles=MAY_REASSIGN),
)
