"""RabbitMQ's management interface, as far as tests need it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import httpx2

from tests.loopback import NO_CERTIFICATES

TIMEOUT_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Management:
    """The HTTP API of a broker, spoken to as one of its administrators."""

    url: str
    user: str
    password: str

    async def load(self, definitions: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """Add what the definitions describe."""
        await self._send("POST", "/definitions", definitions)

    async def delete_vhost(self, vhost: str) -> None:
        """Remove a vhost with everything in it."""
        await self._send("DELETE", f"/vhosts/{quote(vhost, safe='')}")

    async def queues(self, vhost: str) -> list[dict[str, Any]]:
        """The queues of a vhost, as the API describes them."""
        answer: list[dict[str, Any]] = (await self._send("GET", f"/queues/{quote(vhost, safe='')}")).json()
        return answer

    async def close_connections(self, vhost: str) -> int:
        """Cut every client connection of a vhost; returns how many there were."""
        connections = (await self._send("GET", f"/vhosts/{quote(vhost, safe='')}/connections")).json()
        for connection in connections:
            await self._send("DELETE", f"/connections/{quote(connection['name'], safe='')}")
        return len(connections)

    async def _send(self, method: str, path: str, body: object = None) -> httpx2.Response:
        async with httpx2.AsyncClient(
            verify=NO_CERTIFICATES, auth=(self.user, self.password), timeout=TIMEOUT_SECONDS
        ) as client:
            answer = await client.request(method, f"{self.url}{path}", json=body)
        answer.raise_for_status()
        return answer
