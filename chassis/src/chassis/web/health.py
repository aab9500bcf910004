"""Whether the process lives, whether it can do its work, and its metrics."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog
from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import JSONResponse, Response

from chassis.postgres.database import Database

PROBE_SECONDS_MAX = 2.0


@dataclass(frozen=True, slots=True)
class ReadinessCheck:
    """Something the service cannot work without; `probe` raises when it is not there."""

    name: str
    probe: Callable[[], Awaitable[None]]


def health_router(checks: Sequence[ReadinessCheck]) -> APIRouter:
    """`/health/live`, `/health/ready` (503 while any of `checks` fails; each has `PROBE_SECONDS_MAX`),
    `/metrics`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/health/live")
    async def live() -> Response:
        return JSONResponse({"status": "alive"})

    @router.get("/health/ready")
    async def ready() -> Response:
        states = dict(
            zip([check.name for check in checks], await asyncio.gather(*map(_passes, checks)), strict=True)
        )
        well = all(states.values())
        return JSONResponse(
            {"status": "ready" if well else "not ready", "checks": states}, status_code=200 if well else 503
        )

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router


def database_check(database: Database) -> ReadinessCheck:
    """The service's own database answers."""

    async def probe() -> None:
        async with database.one_statement() as connection:
            await connection.fetchval("SELECT 1")

    return ReadinessCheck("database", probe)


async def _passes(check: ReadinessCheck) -> bool:
    try:
        async with asyncio.timeout(PROBE_SECONDS_MAX):
            await check.probe()
    except Exception as error:  # noqa: BLE001 -- whatever a probe raises means that it fails
        structlog.get_logger("chassis.web").warning("not ready", check=check.name, error=repr(error))
        return False
    return True
