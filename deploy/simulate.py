"""Popugs at work through the public API until interrupted: `python -m deploy.simulate --pace 5`.

They create tasks, complete their own, and now and then a manager reassigns everything.
"""

import argparse
import asyncio
import random
import secrets
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

import httpx2

from deploy.bootstrap import CHECKOUT
from deploy.demo_sign_in import access_token
from deploy.errors import DeployError
from deploy.settings import InstallationSettings, choices_made

ADMIN: Final = "admin@popug.inc"
MANAGER: Final = "manager@popug.inc"
POPUGS_MAX: Final = 8
TOKEN_LIFE_SECONDS: Final = 480
ANSWER_TIMEOUT_SECONDS: Final = 15
OUTAGE_PAUSE_SECONDS: Final = 2.0
REPORT_INTERVAL_SECONDS: Final = 10.0
ACTIONS_AT_ONCE_MAX: Final = 16
REASSIGNMENT_SHARE: Final = 0.004
CREATION_SHARE: Final = 0.45
VERBS: Final = ("Polish", "Mend", "Water", "Count", "Hide", "Sort", "Paint", "Feed")
THINGS: Final = (
    "the perch",
    "the beak",
    "the coconuts",
    "the mirror",
    "the feathers",
    "the cage door",
    "the bell",
)


def main() -> int:
    """Read the command line and work until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pace", type=float, default=5, help="actions per second")
    pace = parser.parse_args().pace
    if pace <= 0:
        sys.exit("PACE has to be more than 0 actions per second.")
    local = CHECKOUT / ".local"
    simulation = Simulation(InstallationSettings.from_choices(choices_made(local)), pace)
    try:
        asyncio.run(simulation.run())
    except httpx2.TransportError:
        sys.exit("Auth does not answer; start the system with: make up")
    except KeyboardInterrupt:
        pass  # How a simulation ends.
    print(f"\nDone: {simulation.summary()}")
    return 0


@dataclass(slots=True)
class Popug:
    """Somebody with an account, and an access token that is renewed before it expires."""

    email: str
    issuer: str
    token: str = ""
    renew_at: float = 0.0
    signing_in: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def headers(self) -> dict[str, str]:
        """What a request of theirs carries."""
        async with self.signing_in:
            if time.monotonic() > self.renew_at:
                self.token = await access_token(self.issuer, self.email)
                self.renew_at = time.monotonic() + TOKEN_LIFE_SECONDS
        return {"authorization": f"Bearer {self.token}"}


@dataclass(slots=True)
class Simulation:
    """What is done, how often, and how it went."""

    settings: InstallationSettings
    pace: float
    done: Counter[str] = field(default_factory=Counter)

    async def run(self) -> None:
        """Act at the chosen pace."""
        limits = httpx2.Limits(max_connections=ACTIONS_AT_ONCE_MAX)
        async with httpx2.AsyncClient(timeout=ANSWER_TIMEOUT_SECONDS, limits=limits) as client:
            manager = Popug(MANAGER, self._issuer())
            popugs = [Popug(email, self._issuer()) for email in await self._workers(client)]
            print(
                f"{len(popugs)} popugs at work, {self.pace:g} actions a second; Ctrl-C ends it.", flush=True
            )
            await asyncio.gather(self._report(), self._act_forever(client, manager, popugs))

    def summary(self) -> str:
        """How often what happened."""
        return ", ".join(f"{count} {name}" for name, count in sorted(self.done.items())) or "nothing"

    async def _workers(self, client: httpx2.AsyncClient) -> list[str]:
        answer = await client.get(
            f"{self._issuer()}/api/v1/accounts",
            params={"role": "worker", "limit": POPUGS_MAX},
            headers=await Popug(ADMIN, self._issuer()).headers(),
        )
        answer.raise_for_status()
        return [account["email"] for account in answer.json()["items"] if account.get("active", True)]

    async def _report(self) -> None:
        while True:
            await asyncio.sleep(REPORT_INTERVAL_SECONDS)
            print(self.summary(), flush=True)

    async def _act_forever(self, client: httpx2.AsyncClient, manager: Popug, popugs: Sequence[Popug]) -> None:
        running: set[asyncio.Task[None]] = set()
        while True:
            if len(running) >= ACTIONS_AT_ONCE_MAX:
                _, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            action = self._act(client, manager, secrets.choice(popugs))
            running = {task for task in running if not task.done()} | {asyncio.create_task(action)}
            await asyncio.sleep(1 / self.pace)

    async def _act(self, client: httpx2.AsyncClient, manager: Popug, popug: Popug) -> None:
        drawn = random.random()  # noqa: S311 - a simulation, nothing to guess
        try:
            if drawn < REASSIGNMENT_SHARE:
                await self._reassign(client, manager)
            elif drawn < REASSIGNMENT_SHARE + CREATION_SHARE:
                await self._create(client, popug)
            else:
                await self._complete(client, popug)
        except httpx2.TransportError as outage:
            self.done[f"unanswered ({type(outage).__name__})"] += 1
            await asyncio.sleep(OUTAGE_PAUSE_SECONDS)

    async def _create(self, client: httpx2.AsyncClient, popug: Popug) -> None:
        title = f"{secrets.choice(VERBS)} {secrets.choice(THINGS)}"
        task = {"id": str(uuid4()), "title": title, "jira_id": f"UBERPOP-{secrets.randbelow(900) + 100}"}
        self._count("created", await self._send(client, popug, "/tasks", task))

    async def _complete(self, client: httpx2.AsyncClient, popug: Popug) -> None:
        url = f"{self._api()}/tasks/mine"
        answer = await client.get(url, headers=await popug.headers())
        tasks = [task for task in _items(answer) if task["status"] == "open"]
        if tasks:
            path = f"/tasks/{secrets.choice(tasks)['id']}/complete"
            self._count("completed", await self._send(client, popug, path))

    async def _reassign(self, client: httpx2.AsyncClient, manager: Popug) -> None:
        key = {"Idempotency-Key": str(uuid4())}
        self._count("reassignments", await self._send(client, manager, "/reassignments", headers=key))

    async def _send(
        self,
        client: httpx2.AsyncClient,
        popug: Popug,
        path: str,
        body: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx2.Response:
        sent = {**await popug.headers(), **(headers or {})}
        return await client.post(f"{self._api()}{path}", json=body, headers=sent)

    def _issuer(self) -> str:
        return self.settings.service_url("auth")

    def _api(self) -> str:
        return f"{self.settings.service_url('tracker')}/api/v1"

    def _count(self, name: str, answer: httpx2.Response) -> None:
        if answer.is_success:
            self.done[name] += 1
        else:
            code = answer.json().get("code", "") if "json" in answer.headers.get("content-type", "") else ""
            self.done[f"refused ({answer.status_code} {code})".replace(" )", ")")] += 1


def _items(answer: httpx2.Response) -> list[dict[str, Any]]:
    if not answer.is_success:
        return []
    content = answer.json()
    items: list[dict[str, Any]] = content["items"] if isinstance(content, dict) else content
    return items


if __name__ == "__main__":
    try:
        sys.exit(main())
    except DeployError as refusal:
        sys.exit(str(refusal))
