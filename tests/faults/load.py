"""A load whose every request has a key made by the client: what was not answered can be asked again."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

import httpx2

from tests.eventually import eventually
from tests.system.caller import Caller
from tests.system.company import Company

ACTORS_AT_ONCE: Final = 4
PAUSE_SECONDS: Final = 0.03
JIRA_ID_TOO_LONG: Final = "X" * 200
OUTAGE_PAUSE_SECONDS: Final = 0.2
ANSWERED_WITHIN_SECONDS: Final = 30.0
CREATIONS: Final = 0.50
COMPLETIONS: Final = 0.42
REFUSALS: Final = 0.05
OPEN_EACH_MAX: Final = 12  # every reassignment passes all open tasks on, so they must not heap up
DONE: Final = 200
SERVER_ERROR: Final = 500
TOO_MANY: Final = 429


@dataclass(slots=True)
class Request:
    """One thing asked of the tracker; `status` is the first answer that settled it."""

    caller: Caller
    kind: str
    key: str
    path: str
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int | None = None

    async def send(self) -> None:
        """Ask; an outage leaves it open."""
        try:
            answer = await self.caller.post("tracker", self.path, self.body, self.headers)
        except httpx2.TransportError:
            return
        if answer.status_code < SERVER_ERROR and answer.status_code != TOO_MANY:
            self.status = answer.status_code

    async def settled(self) -> bool:
        """Ask, and tell whether it is answered."""
        await self.send()
        return self.status is not None


@dataclass(slots=True)
class Load:
    """Everybody at once: creating, completing their own, now and then reassigning everything if `presses`."""

    company: Company
    workers: Sequence[Caller]
    requests: list[Request] = field(default_factory=list)
    presses: bool = True
    _draw: random.Random = field(default_factory=random.Random)
    _plenty: bool = False

    async def run(self, stop: asyncio.Event) -> None:
        """Ask until told to stop."""
        async with asyncio.TaskGroup() as actors:
            for _ in range(ACTORS_AT_ONCE):
                actors.create_task(self._act_until(stop))

    async def settle(self) -> None:
        """Ask again whatever was not answered, with the same keys."""
        for request in self.requests:
            if request.status is None:
                await eventually(request.settled, within_seconds=ANSWERED_WITHIN_SECONDS)

    async def create(self, caller: Caller) -> None:
        """Have `caller` create a task, however many there are, and wait for the answer."""
        request = _creation_by(caller)
        self.requests.append(request)
        await eventually(request.settled, within_seconds=ANSWERED_WITHIN_SECONDS)

    def keys(self, kind: str, *statuses: int) -> Counter[str]:
        """The keys of the requests of a kind that were answered so."""
        return Counter(each.key for each in self.requests if each.kind == kind and each.status in statuses)

    def note_completed(self, keys: Iterable[str]) -> None:
        """Count what somebody else completed meanwhile among what was answered."""
        self.requests += [Request(self.company.manager, "complete", key, "", status=DONE) for key in keys]

    def answered(self) -> int:
        """How many requests are settled."""
        return sum(request.status is not None for request in self.requests)

    async def _act_until(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            request = await self._next_request()
            if request is not None:
                self.requests.append(request)
                await request.send()
            failed = request is None or request.status is None
            await asyncio.sleep(OUTAGE_PAUSE_SECONDS if failed else PAUSE_SECONDS)

    async def _next_request(self) -> Request | None:
        drawn = self._draw.random()
        if drawn < CREATIONS and not self._plenty:
            return self._creation()
        if drawn < CREATIONS + COMPLETIONS:
            return await self._completion()
        if drawn < CREATIONS + COMPLETIONS + REFUSALS or not self.presses:
            return self._refused_creation()
        key = str(uuid4())
        manager = self.company.manager
        return Request(manager, "reassign", key, "/reassignments", headers={"Idempotency-Key": key})

    def _creation(self) -> Request:
        return _creation_by(self._draw.choice(self.workers))

    def _refused_creation(self) -> Request:
        """A creation that is answered 4xx: it must leave nothing behind."""
        request = self._creation()
        request.body = {**(request.body or {}), "jira_id": JIRA_ID_TOO_LONG}
        return request

    async def _completion(self) -> Request | None:
        caller = self._draw.choice(self.workers)
        try:
            mine = (await caller.get("tracker", "/tasks/mine"))["items"]
        except (httpx2.TransportError, AssertionError):
            return None
        self._plenty = len(mine) > OPEN_EACH_MAX
        if not mine:
            return None
        task_id = self._draw.choice(mine)["id"]
        return Request(caller, "complete", f"{task_id} by {caller.email}", f"/tasks/{task_id}/complete")


def _creation_by(caller: Caller) -> Request:
    key = str(uuid4())
    return Request(caller, "create", key, "/tasks", {"id": key, "title": "Under load"})
