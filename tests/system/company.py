"""The company as scripts see it: who works there, their tasks, and what the books say of them."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid4

from deploy.simulate import THINGS, VERBS
from tests.eventually import eventually
from tests.system.caller import Caller
from tests.system.system import System

CAST_SIZE: Final = 12
PAGE: Final = "200"
AT_ONCE_MAX: Final = 16
DRAWS_MAX: Final = 300
KNOWN_WITHIN_SECONDS: Final = 20.0
REASSIGNED_WITHIN_SECONDS: Final = 30.0

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Company:
    """Callers by role, and the e-mail of every account by its id."""

    system: System
    admin: Caller
    manager: Caller
    accountant: Caller
    emails: Mapping[str, str]

    @classmethod
    async def at(cls, system: System) -> "Company":
        """The company of a system with the demo's cast and whoever joined since, once known to all."""
        admin, manager, accountant = await system.callers(
            [f"{who}@popug.inc" for who in ("admin", "manager", "accountant")]
        )
        accounts = (await admin.get("auth", "/accounts", limit=PAGE))["items"]
        assert len(accounts) >= CAST_SIZE
        emails = {account["id"]: account["email"] for account in accounts}
        company = cls(system, admin, manager, accountant, emails)
        await eventually(company._everybody_is_known, within_seconds=KNOWN_WITHIN_SECONDS)
        return company

    async def _everybody_is_known(self) -> None:
        metrics = ("tracker", "accounting", "analytics")
        known = [await self.system.count(service, "account") for service in metrics]
        assert known == [len(self.emails)] * len(metrics), known

    async def create(self, title: str, task_id: UUID | None = None) -> Json:
        """Create a task and answer it."""
        body = {"id": str(task_id or uuid4()), "title": title}
        answer = await self.manager.post("tracker", "/tasks", body)
        assert answer.status_code == 201, answer.text
        task: Json = answer.json()
        return task

    async def create_for(self, account_id: str, title: str) -> Json:
        """Create tasks until one is assigned to `account_id`: who is given one is drawn."""
        for _ in range(DRAWS_MAX):
            task = await self.create(title)
            if task["assignee"]["id"] == account_id:
                return task
        raise AssertionError(f"{DRAWS_MAX} tasks were created and none was assigned to {account_id}")

    async def create_many(self, count: int) -> Sequence[Json]:
        """Create tasks, some at once."""
        turn = asyncio.Semaphore(AT_ONCE_MAX)

        async def one(number: int) -> Json:
            async with turn:
                return await self.create(f"{VERBS[number % len(VERBS)]} {THINGS[number % len(THINGS)]}")

        return await asyncio.gather(*(one(number) for number in range(count)))

    async def assignee(self, task: Json) -> Caller:
        """Whoever a task is assigned to."""
        return await self.system.caller(self.emails[task["assignee"]["id"]])

    async def complete(self, caller: Caller, task: Json) -> int:
        """The status of the answer."""
        return (await caller.post("tracker", f"/tasks/{task['id']}/complete")).status_code

    async def reassign(self) -> Json:
        """Press the button, wait until the run is over and answer it."""
        headers = {"Idempotency-Key": str(uuid4())}
        answer = await self.manager.post("tracker", "/reassignments", headers=headers)
        assert answer.status_code == 202, answer.text
        started = answer.json()

        async def finished() -> Json:
            run: Json = await self.manager.get("tracker", f"/reassignments/{started['id']}")
            assert run["state"] == "finished", run
            return run

        return await eventually(finished, within_seconds=REASSIGNED_WITHIN_SECONDS)

    async def balance_of(self, account_id: str) -> Decimal:
        """What accounting says somebody has."""
        return Decimal((await self.accountant.get("accounting", f"/accounts/{account_id}"))["balance"])

    async def entries_of(self, account_id: str) -> list[Json]:
        """Somebody's newest entries, newest first."""
        answer = await self.accountant.get("accounting", f"/accounts/{account_id}/entries", limit=PAGE)
        entries: list[Json] = answer["items"]
        return entries

    async def entries_for(self, task: Json) -> list[Json]:
        """What its assignee's audit log says about a task, newest first."""
        entries = await self.entries_of(task["assignee"]["id"])
        return [entry for entry in entries if entry["task"]["id"] == task["id"]]

    async def booked(self) -> tuple[Decimal, Decimal]:
        """All fees and all rewards of today."""
        today = (await self.accountant.get("accounting", "/management/earnings"))["days"][-1]
        return Decimal(today["fees"]), Decimal(today["rewards"])
