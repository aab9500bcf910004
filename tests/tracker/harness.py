"""A tracker put together by its own composition root, and what a test may look at from outside."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import schema_registry
from chassis.clock import SettableClock
from chassis.identifiers import AccountId, new_id
from chassis.postgres.database import Database
from chassis.roles import Role
from tests.tracker.builders import NOON, an_account, creating, registering
from tracker.adapters.memory.store import MemoryStore
from tracker.application.commands.continue_reassignment import ContinueReassignment
from tracker.application.commands.start_reassignment import StartReassignment
from tracker.application.tracker import Tracker
from tracker.bootstrap import Choices, tracker_in_memory, tracker_over
from tracker.domain.assignment_policy import AssignmentPolicy
from tracker.domain.identifiers import ReassignmentId, TaskId
from tracker.domain.reassignment import Reassignment

CHUNKS_MAX = 1_000


@dataclass
class Harness:
    tracker: Tracker
    clock: SettableClock
    store: MemoryStore | None = None
    database: Database | None = None
    wakes: list[None] = field(default_factory=list)

    async def have_accounts(self, *roles: Role) -> list[AccountId]:
        """Register an account for each role, in the order of their ids."""
        ids = sorted(AccountId(new_id()) for _ in roles)
        states = [an_account(each, role=role) for each, role in zip(ids, roles, strict=True)]
        await self.tracker.handle(registering(*states))
        return ids

    async def have_tasks(self, count: int) -> list[TaskId]:
        """Create so many tasks, in this order."""
        commands = [creating(f"Task {number}") for number in range(1, count + 1)]
        await self.tracker.mediator.handle_all(commands)
        return [command.task_id for command in commands]

    async def start(
        self, by: AccountId, *, key: str | None = None, role: Role = Role.MANAGER
    ) -> ReassignmentId:
        reassignment_id = ReassignmentId(new_id())
        return await self.tracker.handle(
            StartReassignment(reassignment_id, by, role, key or str(reassignment_id))
        )

    async def pass_on(self, size: int) -> Reassignment | None:
        return await self.tracker.handle(ContinueReassignment(size))

    async def run_to_its_end(self, size: int = 500) -> None:
        for _ in range(CHUNKS_MAX):
            if await self.pass_on(size) is None:
                return
        raise AssertionError("the reassignment does not end")

    async def events(self) -> Sequence[dict[str, Any]]:
        """What is in the outbox, oldest first: type, version and data of each, every one valid."""
        if self.store is not None:
            return [
                {
                    "type": event.type,
                    "eventversion": event.version,
                    "subject": event.subject,
                    "data": event.data,
                }
                for event in self.store.outbox.events
            ]
        assert self.database is not None
        async with self.database.reading() as reading:
            rows = await reading.driver.fetch("SELECT body FROM outbox ORDER BY id")
        envelopes = [json.loads(row["body"]) for row in rows]
        for envelope in envelopes:
            schema_registry.validate_envelope(envelope)
        return envelopes

    async def assignments(self) -> list[dict[str, Any]]:
        """All assignments announced, oldest first."""
        events = [event["data"] for event in await self.events() if event["type"] == "task.assigned"]
        return [
            {**assignment, "reassignment_id": data["reassignment_id"]}
            for data in events
            for assignment in data["assignments"]
        ]


def in_memory(policy: AssignmentPolicy | None = None) -> Harness:
    clock, store = SettableClock(NOON), MemoryStore()
    return Harness(tracker_in_memory(store, _choices(clock, policy)), clock, store=store)


def over(database: Database, policy: AssignmentPolicy | None = None) -> Harness:
    clock, wakes = SettableClock(NOON), list[None]()
    tracker = tracker_over(database, _choices(clock, policy), lambda: wakes.append(None))
    return Harness(tracker, clock, database=database, wakes=wakes)


def _choices(clock: SettableClock, policy: AssignmentPolicy | None) -> Choices:
    return Choices(clock=clock) if policy is None else Choices(clock=clock, policy=policy)
