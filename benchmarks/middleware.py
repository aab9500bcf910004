"""What the web process itself costs a request, in microseconds of CPU: `python -m benchmarks.middleware`.

Each row is the same handler with one more thing around it, called in-process without a server or a socket.
The floor is the bare handler; what the chassis adds must leave room within P7's 400 µs for the command.
"""

import asyncio
import gc
from collections.abc import Callable
from time import process_time

import uvloop
from benchmarks.figures import Figure, record
from fastapi import APIRouter, FastAPI
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Scope

from chassis.access import Account
from chassis.identifiers import AccountId, new_id
from chassis.observability import configure_tracing
from chassis.pages import Pages, Visitor
from chassis.postgres.database import Database
from chassis.roles import Role
from chassis.settings import ServiceSettings
from chassis.web.application import create_app
from chassis.web.callers import Caller
from chassis.web.rate_limit import Rate, RateLimits
from chassis.web.request_model import RequestModel

REQUESTS = 3_000
ROUNDS = 5
SECRET = "known to everybody"  # noqa: S105 -- it protects nothing here
ADDRESS = "http://tracker.test"
BUDGET_MICROSECONDS = 400.0
ACCOUNT = Account(AccountId(new_id()), 1, "Kesha", "kesha@popug.inc", Role.WORKER, True, "en")
UNLIMITED = RateLimits(Rate(1_000_000_000, 10), Rate(1_000_000_000, 10))
BODY = b'{"title":"Fix the beak","jira_id":null,"description":""}'
HEADERS = [
    (b"host", b"tracker.test"),
    (b"user-agent", b"benchmark"),
    (b"accept", b"*/*"),
    (b"content-type", b"application/json"),
    (b"content-length", str(len(BODY)).encode()),
    (b"authorization", b"Bearer " + b"x" * 700),
    (b"traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
]


class _Task(RequestModel):
    title: str
    jira_id: str | None = None
    description: str = ""


class _Known:
    """Visitors and callers that cost nothing."""

    @property
    def callers(self) -> "_Known":
        return self

    async def caller(self, token: str) -> Account:
        return ACCOUNT

    async def visitor(self, connection: HTTPConnection) -> Visitor | None:
        return None

    def sign_in_path(self, next: str) -> str:
        return next


def _scope(path: str) -> Scope:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": list(HEADERS),
        "client": ("127.0.0.1", 50_000),
        "server": ("tracker.test", 80),
        "state": {},
    }


async def _once(app: ASGIApp, path: str) -> int:
    status = 0

    async def receive() -> Message:
        return {"type": "http.request", "body": BODY, "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        status = message.get("status", status)

    await app(_scope(path), receive, send)
    return status


async def _measure(app: ASGIApp, path: str) -> float:
    """The least CPU microseconds a request over several rounds."""
    assert await _once(app, path) == 200
    best = float("inf")
    for _ in range(ROUNDS):
        gc.collect()
        started = process_time()
        for _ in range(REQUESTS):
            await _once(app, path)
        best = min(best, (process_time() - started) / REQUESTS)
    return best * 1e6


async def _answer(request: Request) -> Response:
    await request.body()
    return JSONResponse({"done": True})


def _bare() -> ASGIApp:
    return Starlette(routes=[Route("/api/v1/tasks", _answer, methods=["POST"])])


def _router(*, typed: bool) -> APIRouter:
    router = APIRouter()

    @router.post("/plain", status_code=200)
    async def plain(request: Request) -> Response:
        return await _answer(request)

    if typed:

        @router.post("/tasks", status_code=200)
        async def create(task: _Task, caller: Caller) -> dict[str, bool]:
            return {"done": bool(task.title) and caller.active}

    return router


def _fastapi() -> ASGIApp:
    app = FastAPI(telemetry={"operation_spans": False})
    app.include_router(_router(typed=False), prefix="/api/v1")
    return app


def _chassis() -> ASGIApp:
    settings = ServiceSettings(
        database_url=SecretStr("postgresql+asyncpg://127.0.0.1:9/x"),
        rabbitmq_url=SecretStr("amqp://127.0.0.1:9/"),
        session_secret=SecretStr(SECRET),
        public_url=ADDRESS,
        issuer=ADDRESS,
        auth_url=ADDRESS,
        tracker_url=ADDRESS,
        accounting_url=ADDRESS,
        analytics_url=ADDRESS,
    )
    dashboards = dict.fromkeys(("auth", "tracker", "accounting", "analytics"), ADDRESS)
    return create_app(
        settings=settings,
        service="tracker",
        title="Tracker",
        visitors=_Known(),
        database=Database("postgresql+asyncpg://127.0.0.1:9/x", application_name="benchmark"),
        pages=Pages("tracker", [], dashboards=dashboards, time_zone=settings.time_zone, secret=SECRET),
        api=[_router(typed=True)],
        web=[],
        rate_limits=UNLIMITED,
    )


async def measure() -> dict[str, float]:
    """CPU microseconds a request, by what is around the handler."""
    rows: list[tuple[str, Callable[[], ASGIApp], str]] = [
        ("bare Starlette handler", _bare, "/api/v1/tasks"),
        ("FastAPI", _fastapi, "/api/v1/plain"),
        ("chassis: middleware", _chassis, "/api/v1/plain"),
        ("chassis: middleware, caller, typed body", _chassis, "/api/v1/tasks"),
    ]
    results = {name: await _measure(build(), path) for name, build, path in rows}
    configure_tracing("tracker")
    results["the same, traced"] = await _measure(_chassis(), "/api/v1/tasks")
    return results


def report(results: dict[str, float]) -> str:
    """The results as a table."""
    floor = next(iter(results.values()))
    lines = [f"{name:<44}{cost:8.1f} µs{cost - floor:+9.1f}" for name, cost in results.items()]
    worst = max(results.values())
    return "\n".join([*lines, f"{'left of the budget of 400 µs':<44}{BUDGET_MICROSECONDS - worst:8.1f} µs"])


def main() -> None:
    """Measure and print."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        results = runner.run(measure())
    print(report(results))
    worst, floor = max(results.values()), next(iter(results.values()))
    record(Figure("P7", "CPU of the web process around a handler", worst, "µs", floor, at_most=400))


if __name__ == "__main__":
    main()
