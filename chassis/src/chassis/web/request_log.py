"""Counts, times and logs requests."""

from time import perf_counter

import structlog
from prometheus_client import Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.observability.metrics import SECONDS

SLOW_SECONDS = 1.0
UNWATCHED = ("/static/", "/health/", "/metrics")

REQUEST_SECONDS = Histogram(
    "popug_http_request_seconds", "Time to answer a request", ["method", "route", "status"], buckets=SECONDS
)


class RequestLog:
    """Measures every request; writes a line for those that fail, are refused or take long.

    What succeeds has its line from the command it ran, and the metrics.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["path"].startswith(UNWATCHED):
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        status = 500

        async def send_noting_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_noting_status)
        finally:
            _report(scope, status, perf_counter() - started)


def _report(scope: Scope, status: int, seconds: float) -> None:
    route = getattr(scope.get("route"), "path", "none")
    REQUEST_SECONDS.labels(scope["method"], route, str(status)).observe(seconds)
    if status < 400 and seconds < SLOW_SECONDS:
        return
    log = structlog.get_logger("chassis.web")
    write = log.warning if status >= 500 else log.info
    write(
        "request",
        method=scope["method"],
        path=scope["path"],
        route=route,
        status=status,
        milliseconds=round(seconds * 1000, 2),
    )
