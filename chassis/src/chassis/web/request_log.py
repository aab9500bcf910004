"""Counts, times and logs requests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from prometheus_client import Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.observability.metrics import SECONDS

SLOW_SECONDS = 1.0
UNWATCHED = ("/static/", "/health/", "/metrics")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "other"

REQUEST_SECONDS = Histogram(
    "popug_http_request_seconds", "Time to answer a request", ["method", "route", "status"], buckets=SECONDS
)


@dataclass(frozen=True, slots=True)
class Routes:
    """The paths that endpoints are served at, as templates: what a metric may be labelled with."""

    paths: Mapping[Callable[..., Any], str]

    @classmethod
    def of(cls, app: FastAPI) -> "Routes":
        """All routes that `app` has by now."""
        contexts = list(iter_route_contexts(app.routes))
        return cls({each.endpoint: each.path for each in contexts if each.endpoint and each.path})

    def path_of(self, scope: Scope) -> str:
        """The template that `scope` was routed to, or `other`."""
        endpoint = scope.get("endpoint")
        return OTHER if endpoint is None else self.paths.get(endpoint, OTHER)


class RequestLog:
    """Measures every request; writes a line for those that fail, are refused or take long.

    What succeeds has its line from the command it ran, and the metrics. An exception that was answered on its
    way here has been logged by whoever answered, and goes no further.
    """

    def __init__(self, app: ASGIApp, routes: Routes) -> None:
        self._app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["path"].startswith(UNWATCHED):
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        status = 0

        async def send_noting_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_noting_status)
        except Exception:
            if status < 500:
                raise
        finally:
            self._report(scope, status or 500, perf_counter() - started)

    def _report(self, scope: Scope, status: int, seconds: float) -> None:
        method, route = scope["method"], self._routes.path_of(scope)
        REQUEST_SECONDS.labels(method if method in METHODS else OTHER, route, str(status)).observe(seconds)
        if status < 400 and seconds < SLOW_SECONDS:
            return
        log = structlog.get_logger("chassis.web")
        write = log.warning if status >= 500 else log.info
        milliseconds = round(seconds * 1000, 2)
        write(
            "request",
            method=method,
            path=scope["path"],
            route=route,
            status=status,
            milliseconds=milliseconds,
        )
