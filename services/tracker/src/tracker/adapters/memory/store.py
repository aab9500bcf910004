"""Everything the tracker keeps, in memory; what a failed transaction did to it is undone."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field, fields

from chassis.access.account import Account
from chassis.access.memory import MemoryAccounts
from chassis.access.record import AccountState
from chassis.identifiers import AccountId
from chassis.memory import MemoryOutbox
from tracker.domain.assignment_policy import eligible
from tracker.domain.identifiers import MessageId, ReassignmentId, TaskId
from tracker.domain.looking import Departure, Sight
from tracker.domain.message import Message
from tracker.domain.reassignment import Reassignment
from tracker.domain.task import Status, Task


class MemoryDirectory(MemoryAccounts):
    """The accounts in memory, which can be gone through in the order of their ids."""

    def __init__(self) -> None:
        super().__init__()
        self._ids: set[AccountId] = set()

    async def register(self, states: Sequence[AccountState]) -> None:
        self._ids.update(state.account_id for state in states)
        await super().register(states)

    async def all(self) -> Sequence[Account]:
        found = [await self.find(account_id) for account_id in sorted(self._ids)]
        return [account for account in found if account is not None]


@dataclass(slots=True)
class MemoryStore:
    """Tasks and messages are kept in the order of their creation, which is what their places count."""

    tasks: dict[TaskId, Task] = field(default_factory=dict)
    reassignments: dict[ReassignmentId, Reassignment] = field(default_factory=dict)
    messages: dict[MessageId, Message] = field(default_factory=dict)
    sights: defaultdict[AccountId, dict[TaskId, Sight]] = field(default_factory=lambda: defaultdict(dict))
    departures: defaultdict[AccountId, dict[TaskId, Departure]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    readings: dict[tuple[AccountId, TaskId], int] = field(default_factory=dict)
    accounts: MemoryDirectory = field(default_factory=MemoryDirectory)
    hints: list[str] = field(default_factory=list)
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        before = deepcopy(self)
        try:
            yield
        except BaseException:
            for each in fields(self):
                setattr(self, each.name, getattr(before, each.name))
            raise

    def open_tasks(self) -> Sequence[tuple[int, Task]]:
        """The open tasks and their places, counted from 1."""
        return [(seq, task) for seq, task in enumerate(self.tasks.values(), 1) if task.status is Status.OPEN]


class MemoryWorkers:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def eligible(self) -> Sequence[AccountId]:
        accounts = await self._store.accounts.all()
        return [each.account_id for each in accounts if eligible(each.role, each.active)]

    async def loads(self) -> Mapping[AccountId, int]:
        assignees = [task.assignee_id for _, task in self._store.open_tasks()]
        return {account_id: assignees.count(account_id) for account_id in await self.eligible()}
