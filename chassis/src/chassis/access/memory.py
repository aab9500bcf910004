"""The accounts in memory, for tests and tools; passes the same contract tests as the PostgreSQL adapter."""

from collections.abc import Sequence

from chassis.access.account import Account
from chassis.access.record import AccountRecord, AccountState, Deactivation
from chassis.identifiers import AccountId


class MemoryAccounts:
    """Keeps an `AccountRecord` per account."""

    def __init__(self) -> None:
        self._records: dict[AccountId, AccountRecord] = {}

    async def register(self, states: Sequence[AccountState]) -> None:
        """Take `states` in, in order."""
        for state in states:
            self._records[state.account_id] = self._record(state.account_id).with_state(state)

    async def deactivate(self, deactivations: Sequence[Deactivation]) -> None:
        """Take `deactivations` in, in order."""
        for gone in deactivations:
            self._records[gone.account_id] = self._record(gone.account_id).with_deactivation(gone.at)

    async def find(self, account_id: AccountId) -> Account | None:
        """The account, or None."""
        record = self._records.get(account_id)
        return None if record is None else record.account()

    def _record(self, account_id: AccountId) -> AccountRecord:
        return self._records.get(account_id, AccountRecord(account_id))
