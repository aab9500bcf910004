"""Everything accounting keeps, in memory; what a failed transaction did to it is undone."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field, fields
from datetime import date, datetime

from accounting.application.ports import TaskFacts
from accounting.application.task_name import TaskName
from accounting.domain.business_day import DayState, state_of_unknown
from accounting.domain.identifiers import AccountId, TaskId
from accounting.domain.payout_mail import MailState, Payout
from accounting.domain.price import Price
from accounting.domain.transfer import Transfer, result_of
from chassis.access import Account, AccountState
from chassis.access.memory import MemoryAccounts
from chassis.memory import MemoryOutbox


class MemoryDirectory(MemoryAccounts):
    """The accounts in memory, which can be gone through in the order of their names."""

    def __init__(self) -> None:
        super().__init__()
        self._ids: set[AccountId] = set()

    async def register(self, states: Sequence[AccountState]) -> None:
        self._ids.update(state.account_id for state in states)
        await super().register(states)

    async def all(self) -> Sequence[Account]:
        found = [await self.find(account_id) for account_id in self._ids]
        known = [account for account in found if account is not None]
        return sorted(known, key=lambda account: (account.name, account.account_id))


@dataclass(frozen=True, slots=True)
class KeptMail:
    """A mail about a payout and what became of it."""

    payout: Payout
    next_attempt_at: datetime
    state: MailState = MailState.WAITING
    attempts: int = 0
    last_error: str | None = None
    sent_at: datetime | None = None
    resent: int = 0


@dataclass(slots=True)
class MemoryStore:
    """`transfers` is the book; every balance and every total is added up from it."""

    tasks: dict[TaskId, TaskFacts] = field(default_factory=dict)
    prices: dict[TaskId, Price] = field(default_factory=dict)
    transfers: list[Transfer] = field(default_factory=list)
    days: dict[date, DayState] = field(default_factory=dict)
    mails: dict[tuple[date, AccountId], KeptMail] = field(default_factory=dict)
    accounts: MemoryDirectory = field(default_factory=MemoryDirectory)
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    synchronised: bool = True
    quiet: bool = True
    closing_begun_on: date | None = None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        before = deepcopy(self)
        try:
            yield
        except BaseException:
            for each in fields(self):
                setattr(self, each.name, getattr(before, each.name))
            raise

    @property
    def last_ended(self) -> date | None:
        """The last day that takes no entries any more."""
        return max((day for day, state in self.days.items() if state is not DayState.OPEN), default=None)

    def state(self, day: date) -> DayState:
        return self.days.get(day, state_of_unknown(day, self.last_ended))

    def owners(self) -> Sequence[AccountId]:
        """Everybody the book knows, in the order of their first entries."""
        return list(dict.fromkeys(transfer.account_id for transfer in self.transfers))

    def booked(
        self, account_id: AccountId | None = None, days: Iterable[date] | None = None
    ) -> Sequence[Transfer]:
        """The transfers of an account, or of all, on some days, or on all."""
        wanted = None if days is None else set(days)
        return [
            transfer
            for transfer in self.transfers
            if account_id in (None, transfer.account_id) and (wanted is None or transfer.day in wanted)
        ]

    def task_name(self, task_id: TaskId) -> TaskName:
        facts = self.tasks.get(task_id)
        return TaskName(task_id, None, "") if facts is None else TaskName(task_id, facts.jira_id, facts.title)

    async def name_of(self, account_id: AccountId) -> str:
        account = await self.accounts.find(account_id)
        return "" if account is None else account.name

    def balance(self, account_id: AccountId) -> int:
        return result_of(self.booked(account_id))

    def results_since(self, account_id: AccountId, day: date) -> int:
        """What the days from `day` on did to an account."""
        return result_of([each for each in self.booked(account_id) if each.day >= day])
