"""People as the tracker's views in memory name them."""

from chassis.identifiers import AccountId
from tracker.adapters.memory.store import MemoryStore
from tracker.application.people import Person


async def person(store: MemoryStore, account_id: AccountId) -> Person:
    account = await store.accounts.find(account_id)
    return Person(account_id, account.name if account else "")
