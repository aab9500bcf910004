"""A hub on a real broker, and pages that listen to it over a real WebSocket."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import uvicorn
from fastapi import FastAPI
from pydantic_core import from_json
from starlette.requests import HTTPConnection
from websockets.asyncio.client import ClientConnection, connect

from chassis.envelope import Envelope
from chassis.live import for_account
from chassis.pages import Visitor
from chassis.rabbitmq.connection import publishing
from chassis.roles import Role
from tests.chassis.access.builders import GOSHA, KESHA
from tests.chassis.web.support import KnownVisitors
from tests.eventually import eventually

PEOPLE = {"kesha": KESHA, "gosha": GOSHA}
SERVER_START_SECONDS = 10


class NamedVisitors(KnownVisitors):
    """A browser with the cookie `known=kesha` is Kesha, until `gone` says otherwise."""

    def __init__(self) -> None:
        self.gone: set[str] = set()

    async def visitor(self, connection: HTTPConnection) -> Visitor | None:
        """Kesha, Gosha, or nobody."""
        name = connection.cookies.get("known", "")
        if name not in PEOPLE or name in self.gone:
            return None
        return Visitor(PEOPLE[name], name.title(), f"{name}@popug.inc", Role.WORKER)


def hints_of(envelope: Envelope) -> Iterable[str]:
    """What the tracker's pages show of its events."""
    if envelope.type == "task.assigned":
        for assignment in envelope.data["assignments"]:
            yield for_account("tasks", UUID(assignment["account_id"]))
    yield "all-tasks"


BINDINGS: Mapping[str, Sequence[str]] = {"tracker": ["task.assigned", "task.completed"]}


@asynccontextmanager
async def served(build: Any) -> AsyncIterator[tuple[str, FastAPI]]:
    """The application that `build` makes of its own address, on a port of its own."""
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    app: FastAPI = build(address)
    server = uvicorn.Server(
        uvicorn.Config(
            app, log_config=None, access_log=False, timeout_graceful_shutdown=1, ws="websockets-sansio"
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    await eventually(lambda: server.started, within_seconds=SERVER_START_SECONDS)
    try:
        yield address, app
    finally:
        server.should_exit = True
        await serving
        listening.close()


@asynccontextmanager
async def page_of(
    address: str, name: str = "kesha", origin: str | None = None
) -> AsyncIterator[ClientConnection]:
    """An open page of somebody; `origin` is where the page comes from, by default the service itself."""
    async with connect(
        address.replace("http", "ws") + "/live",
        additional_headers={"cookie": f"known={name}"},
        origin=origin or address,  # type: ignore[arg-type]
        proxy=None,
    ) as page:
        yield page


async def told(page: ClientConnection, within_seconds: float = 5) -> dict[str, Any]:
    """What the page is told next."""
    async with asyncio.timeout(within_seconds):
        message: dict[str, Any] = from_json(await page.recv())
    return message


async def is_told_nothing(page: ClientConnection, for_seconds: float = 0.5) -> bool:
    """Whether nothing comes for a while."""
    try:
        await told(page, for_seconds)
    except TimeoutError:
        return True
    return False


async def publish(url: str, exchange: str, routing_key: str, body: bytes) -> None:
    """Publish one message as a service's relay does."""
    async with publishing(url, "test") as channel:
        await channel.basic_publish(body, exchange=exchange, routing_key=routing_key)
