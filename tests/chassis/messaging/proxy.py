"""A TCP proxy on loopback that can be cut, held up, and counted on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit, urlunsplit

CHUNK_BYTES = 65_536


class Proxy:
    """Passes bytes between clients and one server, until it is told otherwise."""

    def __init__(self, host: str, port: int) -> None:
        self._server_address = (host, port)
        self._pairs: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._listener: asyncio.Server | None = None
        self.port = 0

    async def open(self) -> None:
        """Listen on a free port, the same one after a `close`."""
        self._listener = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._listener.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Refuse new connections and cut those there are."""
        if self._listener is not None:
            self._listener.close()
        self.cut()
        for pair in list(self._pairs):
            with suppress(asyncio.CancelledError):
                await pair

    def cut(self) -> int:
        """Reset every connection; answers how many there were."""
        count = len(self._pairs)
        for writer in self._writers:
            writer.transport.abort()
        return count

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None:
            return
        self._pairs.add(task)
        try:
            await self._pass_on(reader, writer)
        except OSError:
            writer.transport.abort()
        finally:
            self._pairs.discard(task)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(*self._server_address)
        both = {writer, far_writer}
        self._writers |= both
        try:
            await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))
        finally:
            self._writers -= both
            for one in both:
                one.transport.abort()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(CHUNK_BYTES):
        writer.write(chunk)
        await writer.drain()
    writer.write_eof()


@asynccontextmanager
async def proxied(url: str) -> AsyncIterator[tuple[str, Proxy]]:
    """`url`, led through a proxy."""
    parts = urlsplit(url)
    if parts.hostname is None or parts.port is None:
        raise ValueError("the address has no host or port")
    proxy = Proxy(parts.hostname, parts.port)
    await proxy.open()
    place = f"{parts.username}:{parts.password}@127.0.0.1:{proxy.port}"
    try:
        yield urlunsplit(parts._replace(netloc=place)), proxy
    finally:
        await proxy.close()
