"""Looking accounts up for each request without asking the database each time."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from math import inf
from time import monotonic

from chassis.access.account import Account
from chassis.access.postgres import read_record
from chassis.access.record import AccountRecord, AccountState, Deactivation
from chassis.identifiers import AccountId
from chassis.postgres.database import Database

ACCOUNTS_MAX = 10_000
FRESH_SECONDS = 1.0

ReadRecord = Callable[[AccountId], Awaitable[AccountRecord | None]]


@dataclass(slots=True)
class _Entry:
    record: AccountRecord
    known: bool = False
    read_at: float = -inf


class AccountDirectory:
    """The accounts one process asked for lately: at most `ACCOUNTS_MAX`, read again after `FRESH_SECONDS`.

    Events that reach this process on its live queue are taken in by the replica's own rule, so that they act
    at once and are not forgotten while the replica still lags behind.
    """

    def __init__(self, read: ReadRecord, now: Callable[[], float] = monotonic) -> None:
        self._read = read
        self._now = now
        self._entries: OrderedDict[AccountId, _Entry] = OrderedDict()

    @classmethod
    def of(cls, database: Database) -> "AccountDirectory":
        """The directory over the replica in a service's `database`."""

        async def read(account_id: AccountId) -> AccountRecord | None:
            async with database.one_statement() as connection:
                return await read_record(connection, account_id)

        return cls(read)

    async def find(self, account_id: AccountId) -> Account | None:
        """The account, or None when no event has told of it yet."""
        entry = self._entry(account_id)
        if self._now() - entry.read_at >= FRESH_SECONDS:
            await self._refresh(entry)
        return entry.record.account() if entry.known else None

    def hear_state(self, state: AccountState) -> Account:
        """An `account.created` or `account.updated` passed by; answers the account as it now is."""
        entry = self._entry(state.account_id)
        entry.record = entry.record.with_state(state)
        entry.known = True
        return entry.record.account()

    def hear_deactivation(self, gone: Deactivation) -> Account:
        """An `account.deactivated` passed by; answers the account as it now is."""
        entry = self._entry(gone.account_id)
        entry.record = entry.record.with_deactivation(gone.at)
        entry.known = True
        return entry.record.account()

    async def _refresh(self, entry: _Entry) -> None:
        started_at = self._now()
        stored = await self._read(entry.record.account_id)
        if stored is not None:
            entry.record = entry.record.merged(stored)
            entry.known = True
        entry.read_at = started_at

    def _entry(self, account_id: AccountId) -> _Entry:
        entry = self._entries.get(account_id)
        if entry is None:
            entry = self._entries[account_id] = _Entry(AccountRecord(account_id))
            if len(self._entries) > ACCOUNTS_MAX:
                self._entries.popitem(last=False)
        else:
            self._entries.move_to_end(account_id)
        return entry
