"""Thousands of live pages at one process: what a socket takes of its memory, and how soon all are told.

`python -m benchmarks.sockets [SOCKETS]` runs the live endpoint behind uvicorn in a process of its own. All
pages are told one thing at once, and then one thing in turn, which is spread on purpose.
"""

import asyncio
import multiprocessing
import os
import resource
import signal
import socket
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter

import uvicorn
import uvloop
from benchmarks.figures import Figure, record, size
from fastapi import FastAPI
from starlette.requests import HTTPConnection

from chassis.identifiers import AccountId, new_id
from chassis.live import LiveHub
from chassis.live.hints import read_hint
from chassis.live.turns import TOLD_PER_SECOND
from chassis.roles import Role
from chassis.visitor import Visitor
from chassis.web.live_endpoint import live_router

SOCKETS = 5_000
SOCKETS_QUICK = 200
AT_ONCE = 100
FILES = 20_000
PAGE_BYTES = 1_024
WITHIN_SECONDS = 120.0
NOBODYS_BROKER = "amqp://127.0.0.1:9/"
HANDSHAKE = (
    "GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


class Everybody:
    """Each page is somebody else's."""

    async def visitor(self, connection: HTTPConnection) -> Visitor:
        return Visitor(AccountId(new_id()), "Kesha", "kesha@popug.inc", Role.WORKER)

    def sign_in_path(self, next: str) -> str:
        return next


def serve(listener: socket.socket, commands: Connection) -> None:
    """The process that is measured; what `commands` says is told to all pages."""
    hub = LiveHub(NOBODYS_BROKER, "tracker", {}, lambda _: ())
    app = FastAPI()
    app.include_router(live_router(hub, Everybody()))
    config = uvicorn.Config(
        app, log_level="warning", ws_per_message_deflate=False, ws_ping_interval=None, lifespan="off"
    )

    async def run() -> None:
        loop = asyncio.get_running_loop()
        loop.add_reader(commands.fileno(), lambda: hub.audience.tell(read_hint(commands.recv())))
        await uvicorn.Server(config).serve(sockets=[listener])

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run())


class Page:
    """A browser's end of a socket, as cheap as can be."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> "Page":
        """Connect; raises when the server will not have it."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=PAGE_BYTES)
        writer.write(HANDSHAKE.encode())
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101"), head
        return cls(reader, writer)

    async def told(self) -> None:
        """Wait for one message."""
        _, length = await self._reader.readexactly(2)
        await self._reader.readexactly(length & 0x7F)

    def close(self) -> None:
        """Go without a word."""
        self._writer.transport.abort()


def memory_kib(pid: int) -> int:
    """What a process has resident."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))


async def opened(port: int, count: int) -> list[Page]:
    """So many pages, some connecting at a time."""
    pages: list[Page] = []
    for start in range(0, count, AT_ONCE):
        pages += await asyncio.gather(*(Page.open(port) for _ in range(min(AT_ONCE, count - start))))
    return pages


async def seconds_until_all_are_told(pages: list[Page], commands: Connection, hint: str) -> float:
    """From the hint until the last page has it."""
    began = perf_counter()
    commands.send(hint)
    async with asyncio.timeout(WITHIN_SECONDS):
        await asyncio.gather(*(page.told() for page in pages))
    return perf_counter() - began


async def measure(pid: int, port: int, commands: Connection, count: int) -> None:
    """Open, weigh, tell."""
    warm = await opened(port, AT_ONCE)
    before = memory_kib(pid)
    pages = warm + await opened(port, count - AT_ONCE)
    each = (memory_kib(pid) - before) / (count - AT_ONCE)
    at_once = await seconds_until_all_are_told(pages, commands, "discussion:42")
    in_turn = await seconds_until_all_are_told(pages, commands, "tasks~")
    for page in pages:
        page.close()
    spread = count / TOLD_PER_SECOND
    print(f"{count} sockets   {each:.1f} KiB each   all told in {at_once:.2f} s, in turn in {in_turn:.1f} s")
    record(Figure("E3", f"memory of a live page, {count:,} at one process", each, "KiB"))
    record(Figure("E3", f"telling {count:,} live pages at once", at_once, "s"))
    record(Figure("E3", f"telling {count:,} live pages in turn, spread on purpose", in_turn, "s", spread))


def main() -> None:
    """Serve in one process, connect from another."""
    count = size(SOCKETS, SOCKETS_QUICK)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, hard), hard))
    listener = socket.create_server(("127.0.0.1", 0), backlog=AT_ONCE * 2)
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=serve, args=(listener, theirs))
    process.start()
    assert process.pid is not None
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(measure(process.pid, listener.getsockname()[1], ours, count))
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.join()


if __name__ == "__main__":
    main()
