"""In-memory twins of the audit trail."""

from collections.abc import Sequence

from auth.adapters.memory import MemoryStore
from auth.application.queries.audit import ActFilter, ActView, Person
from auth.application.whereabouts import address_of_the_act
from auth.domain.act import Act
from chassis.clock import Clock
from chassis.identifiers import AccountId


class MemoryAuditTrail:
    def __init__(self, store: MemoryStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def add(self, act: Act) -> None:
        self._store.acts.append((self._clock.now(), address_of_the_act(), act))


class MemoryAudit:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def page(self, wanted: ActFilter, before_id: int | None, limit: int) -> Sequence[ActView]:
        views = [
            ActView(
                act_id, at, act.kind, self._person(act.account_id), self._person(act.by), place, act.details
            )
            for act_id, (at, place, act) in enumerate(self._store.acts, 1)
        ]
        found = [view for view in reversed(views) if _fits(view, wanted)]
        return [view for view in found if before_id is None or view.act_id < before_id][:limit]

    def _person(self, account_id: AccountId | None) -> Person | None:
        account = None if account_id is None else self._store.accounts.get(account_id)
        return None if account is None else Person(account.account_id, account.name, account.email.address)


def _fits(view: ActView, wanted: ActFilter) -> bool:
    people = [person for person in (view.account, view.by) if person is not None]
    text = wanted.person.lower()
    return (
        wanted.kind in (None, view.kind)
        and (wanted.account_id is None or wanted.account_id in [person.account_id for person in people])
        and (not text or any(text in person.name.lower() or text in person.email for person in people))
        and (wanted.since is None or view.at >= wanted.since)
        and (wanted.until is None or view.at < wanted.until)
    )
