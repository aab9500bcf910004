"""An HTTP client that costs next to nothing, so that it is the server that is measured."""

import asyncio
from dataclasses import dataclass

BODY_BYTES_MAX = 1_000_000


@dataclass(frozen=True, slots=True)
class Connection:
    """One connection kept alive, one request at a time, with the same `Authorization` each time."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    head: str

    @classmethod
    async def to(cls, host: str, port: int, authorization: str) -> "Connection":
        """Connect."""
        reader, writer = await asyncio.open_connection(host, port)
        return cls(reader, writer, f"Host: {host}:{port}\r\nAuthorization: {authorization}\r\n")

    async def get(self, path: str) -> int:
        """Get `path`; answers the status."""
        return await self._ask(f"GET {path} HTTP/1.1\r\n{self.head}\r\n")

    async def post(self, path: str) -> int:
        """Post nothing to `path`; answers the status."""
        return await self._ask(f"POST {path} HTTP/1.1\r\n{self.head}Content-Length: 0\r\n\r\n")

    async def _ask(self, request: str) -> int:
        self.writer.write(request.encode())
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status, *fields = head.split("\r\n")
        lengths = [field.split(":")[1] for field in fields if field.lower().startswith("content-length:")]
        length = int(lengths[0]) if lengths else 0
        assert length <= BODY_BYTES_MAX, length
        await self.reader.readexactly(length)
        return int(status.split()[1])

    async def close(self) -> None:
        """Hang up."""
        self.writer.close()
        await self.writer.wait_closed()
