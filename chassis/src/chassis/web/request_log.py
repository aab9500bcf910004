"""Counts, times and logs requests."""

from time import perf_counter

import structlog
from prometheus_client import Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.observability.metrics import SECONDS
from chassis.web.routes import METHODS, OTHER, UNWATCHED, Routes

SLOW_SECONDS = 1.0

REQUEST_SECONDS = Histogram(
    "popug_http_request_seconds", "Time to answer a request", ["method", "route", "status"], buckets=SECONDS
)


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
