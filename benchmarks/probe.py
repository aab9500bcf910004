"""Somebody who completes tasks beside whatever else is measured."""

import asyncio
from time import perf_counter

from benchmarks.http_client import Connection

from tests.system.company import Company

APART_SECONDS = 0.025


class Probe:
    """Somebody who creates a task, and whoever is given it, who completes it: how long completing takes."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._connections: dict[str, Connection] = {}
        self.milliseconds: list[float] = []

    async def once(self) -> None:
        """The task is newer than the reassignment that runs, so nobody takes it away."""
        task = await self._company.create("Ring the bell")
        connection = await self._connection(task["assignee"]["id"])
        began = perf_counter()
        status = await connection.post(f"/api/v1/tasks/{task['id']}/complete")
        self.milliseconds.append((perf_counter() - began) * 1000)
        assert status == 200, status

    async def until(self, stop: asyncio.Event) -> None:
        """Again and again, some while apart."""
        while not stop.is_set():
            await self.once()
            await asyncio.sleep(APART_SECONDS)

    def p99(self) -> float:
        """Of what was seen."""
        ordered = sorted(self.milliseconds)
        return ordered[int(len(ordered) * 0.99)]

    async def close(self) -> None:
        """Hang up."""
        for connection in self._connections.values():
            await connection.close()

    async def _connection(self, account_id: str) -> Connection:
        email = self._company.emails[account_id]
        if email not in self._connections:
            system = self._company.system
            token = (await system.caller(email)).http.headers["authorization"]
            port = system.settings.service_port("tracker")
            self._connections[email] = await Connection.to("127.0.0.1", port, token)
        return self._connections[email]
