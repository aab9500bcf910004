"""The company as scripts see it: who works there, their tasks, and what the books say of them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid4

from tests.eventually import eventually
from tests.system.system import Caller, System

CAST_SIZE: Final = 12
PAGE: Final = "200"
AT_ONCE_MAX: Final = 16


@dataclass(frozen=True, slots=True)
class Company:
    """Callers by role, and the e-mail of every account by its id."""

    system: System
    admin: Caller
    manager: Caller
    accountant: Caller
    emails: dict[str, str]

    @classmethod
    async def at(cls, system: System) -> "Company":
        """The company of a system with the demo's cast, once the tracker knows everybody."""
        admin, manager, accountant = [
            await system.caller(f"{who}@popug.inc") for who in ("admin", "manager", "accountant")
        ]
        accounts = (await admin.get("auth", "/accounts", limit=PAGE))["items"]
        assert len(accounts) == CAST_SIZE
        company = cls(
            system, admin, manager, accountant, {account["id"]: account["email"] for account in accounts}
        )
        await eventually(company._first_task_is_taken, within_seconds=15)
        return company

    async def _first_task_is_taken(self) -> bool:
        """The replicas may still lack the accounts; the id makes asking again harmless."""
        return (await self.create("Ring the bell", UUID(int=1, version=4))).get("status") is not None

    async def create(self, title: str, task_id: UUID | None = None) -> dict[str, Any]:
        """Create a task and answer it."""
        body = {"id": str(task_id or uuid4()), "title": title}
        answer = await self.manager.post("tracker", "/tasks", body)
        assert answer.status_code == 201, answer.text
        task: dict[str, Any] = answer.json()
        return task

    async def create_many(self, count: int) -> Sequence[dict[str, Any]]:
        """Create tasks, some at once."""
        turn = asyncio.Semaphore(AT_ONCE_MAX)

        async def one(number: int) -> dict[str, Any]:
            async with turn:
                return await self.create(f"Task {number}")

        return await asyncio.gather(*(one(number) for number in range(count)))

    async def caller_of(self, task: dict[str, Any]) -> Caller:
        """The assignee of a task."""
        return await self.system.caller(self.emails[task["assignee"]["id"]])

    async def complete(self, caller: Caller, task: dict[str, Any]) -> int:
        """The status of the answer."""
        return (await caller.post("tracker", f"/tasks/{task['id']}/complete")).status_code

    async def reassign(self) -> dict[str, Any]:
        """Press the button, wait until the run is over and answer it."""
        headers = {"Idempotency-Key": str(uuid4())}
        answer = await self.manager.post("tracker", "/reassignments", headers=headers)
        assert answer.status_code == 202, answer.text
        started = answer.json()

        async def finished() -> dict[str, Any]:
            run: dict[str, Any] = await self.manager.get("tracker", f"/reassignments/{started['id']}")
            assert run["state"] == "finished", run
            return run

        return await eventually(finished, within_seconds=30)

    async def balance_of(self, account_id: str) -> Decimal:
        """What accounting says somebody has."""
        return Decimal((await self.accountant.get("accounting", f"/accounts/{account_id}"))["balance"])

    async def entries_of(self, account_id: str) -> list[dict[str, Any]]:
        """Somebody's newest entries."""
        answer = await self.accountant.get("accounting", f"/accounts/{account_id}/entries", limit=PAGE)
        entries: list[dict[str, Any]] = answer["items"]
        return entries

    async def booked(self) -> tuple[Decimal, Decimal]:
        """All fees and all rewards of today."""
        today = (await self.accountant.get("accounting", "/management/earnings"))["days"][-1]
        return Decimal(today["fees"]), Decimal(today["rewards"])
