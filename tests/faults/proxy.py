"""A TCP proxy on loopback that can be cut, torn in mid message, silenced, slowed and made to forget."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit

LOOPBACK = "127.0.0.1"
CHUNK_BYTES = 65_536

Alter = Callable[[bytes], bytes]


def unaltered(chunk: bytes) -> bytes:
    """Everything as it came."""
    return chunk


class Proxy:
    """Passes bytes between clients and one server, until it is told otherwise.

    `delay_seconds` is what each chunk takes longer; `held_back` counts chunks kept by silence. `answers`
    makes, for every new connection, what the server's bytes go through on their way to the client.
    """

    def __init__(self, host: str, port: int) -> None:
        self._server_address = (host, port)
        self._pairs: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._listener: asyncio.Server | None = None
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._bytes_left: int | None = None
        self.held_back = 0
        self.delay_seconds = 0.0
        self.answers: Callable[[], Alter] = lambda: unaltered
        self.port = 0

    async def open(self) -> None:
        """Listen on a free port, the same one after a `close`."""
        self._listener = await asyncio.start_server(self._accept, LOOPBACK, self.port)
        self.port = self._listener.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Refuse new connections and cut those there are."""
        if self._listener is not None:
            self._listener.close()
        self.cut()
        if self._pairs:
            await asyncio.wait(self._pairs)

    def cut(self) -> int:
        """Reset every connection; answers how many there were."""
        self._bytes_left = None
        for writer in self._writers:
            writer.transport.abort()
        for pair in self._pairs:
            pair.cancel()
        return len(self._pairs)

    def tear(self, after_bytes: int) -> None:
        """Let so many more bytes through, in whichever direction, and then reset every connection."""
        self._bytes_left = after_bytes

    def silence(self) -> None:
        """Let no byte through and close nothing: neither side learns that the other is out of reach."""
        self._flowing.clear()

    def speak(self) -> None:
        """Let through again, and first what was held back, as TCP does when a cable is mended."""
        self._flowing.set()

    def heal(self) -> None:
        """Be fast and honest again."""
        self.delay_seconds = 0.0
        self._bytes_left = None
        self.speak()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None:
            return
        self._pairs.add(task)
        try:
            await self._pass_on(reader, writer)
        except (OSError, asyncio.CancelledError):  # cut, by either side or by us: the end of this pair
            writer.transport.abort()
        finally:
            self._pairs.discard(task)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        both = {writer}
        try:
            far_reader, far_writer = await asyncio.open_connection(*self._server_address)
            both.add(far_writer)
            self._writers |= both
            await asyncio.gather(
                self._pump(reader, far_writer, unaltered), self._pump(far_reader, writer, self.answers())
            )
        finally:
            self._writers -= both
            for one in both:
                one.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, alter: Alter) -> None:
        while chunk := await reader.read(CHUNK_BYTES):
            self.held_back += not self._flowing.is_set()
            await self._flowing.wait()
            if self.delay_seconds:
                await asyncio.sleep(self.delay_seconds)
            passing = alter(chunk)
            left = self._bytes_left
            writer.write(passing if left is None else passing[:left])
            await writer.drain()
            if left is not None:
                self._bytes_left = max(0, left - len(passing))
                if self._bytes_left == 0:
                    self.cut()
        writer.write_eof()


@asynccontextmanager
async def proxied(url: str) -> AsyncIterator[tuple[str, Proxy]]:
    """`url`, led through a proxy."""
    parts = urlsplit(url)
    if parts.hostname is None or parts.port is None:
        raise ValueError("the address has no host or port")
    proxy = Proxy(parts.hostname, parts.port)
    await proxy.open()
    place = f"{parts.username}:{parts.password}@{LOOPBACK}:{proxy.port}"
    try:
        yield urlunsplit(parts._replace(netloc=place)), proxy
    finally:
        await proxy.close()
