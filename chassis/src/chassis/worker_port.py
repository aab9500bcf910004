"""A worker's own HTTP port: whether it lives, whether it works, and its metrics."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

OPEN_SECONDS = 5
CLOSE_SECONDS = 2


class PortTaken(OSError):
    """Something else listens on the worker's port."""


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the worker."""
        yield


class WorkerPort:
    """Answers `/health/live`, `/health/ready` and `/metrics`; `states` tells which duties work now."""

    def __init__(self, host: str, port: int, states: Callable[[], Mapping[str, bool]]) -> None:
        self._states = states
        self._address = f"{host}:{port}"
        routes = [
            Route("/health/live", self._live),
            Route("/health/ready", self._ready),
            Route("/metrics", self._metrics),
        ]
        config = uvicorn.Config(
            Starlette(routes=routes),
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=CLOSE_SECONDS,
        )
        self._server = _Server(config)
        self._serving: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Listen; raises `PortTaken`."""
        self._serving = asyncio.create_task(self._serve(), name="worker-port")
        async with asyncio.timeout(OPEN_SECONDS):
            while not self._server.started:
                if self._serving.done():
                    self._serving.result()
                await asyncio.sleep(0.01)

    async def close(self) -> None:
        """Stop listening."""
        self._server.should_exit = True
        if self._serving is not None:
            await self._serving

    async def _serve(self) -> None:
        try:
            await self._server.serve()
        except SystemExit as exit_:
            raise PortTaken(
                f"{self._address} is taken: set POPUG_HTTP_PORT to a free port for the worker"
            ) from exit_

    async def _live(self, request: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def _ready(self, request: Request) -> Response:
        states = dict(self._states())
        ready = all(states.values())
        return JSONResponse(
            {"status": "ready" if ready else "not ready", "duties": states}, status_code=200 if ready else 503
        )

    async def _metrics(self, request: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
