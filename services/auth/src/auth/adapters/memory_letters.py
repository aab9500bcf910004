"""In-memory twins of what keeps links and the mails that wait."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from auth.adapters.memory import MemoryStore
from auth.application.letter_ports import DueLetter
from auth.domain.mailed_link import Letter, MailedLink
from chassis.identifiers import AccountId


class MemoryMailedLinks:
    """Serves the use cases and, as it keeps no transaction open, the pages too."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def add(self, link: MailedLink) -> None:
        self._store.links[link.link_id] = link

    async def with_token(self, token_digest: bytes) -> MailedLink | None:
        return next((link for link in self._store.links.values() if link.token_digest == token_digest), None)

    async def asked_since(self, email: str, since: datetime) -> int:
        return sum(link.email == email and link.made_at >= since for link in self._store.links.values())

    async def use(self, link: MailedLink) -> None:
        self._store.links[link.link_id] = link

    async def use_all_of(self, account_id: AccountId, at: datetime) -> None:
        for link in list(self._store.links.values()):
            if link.account_id == account_id and link.used_at is None:
                self._store.links[link.link_id] = link.used(at)


class MemoryOutgoingLetters:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def add(self, letter: Letter) -> None:
        self._store.letters[letter.letter_id] = DueLetter(letter, 0, letter.queued_at)


class MemoryMailbag:
    """A mail that was sent is kept no longer."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def take(self, at: datetime, *, until: datetime, limit: int) -> Sequence[DueLetter]:
        waiting = [due for due in self._store.letters.values() if due.taken_until <= at]
        first = sorted(waiting, key=lambda due: (due.taken_until, due.letter.letter_id))[:limit]
        taken = [replace(due, taken_until=until) for due in first]
        self._store.letters |= {due.letter.letter_id: due for due in taken}
        return sorted(taken, key=lambda due: due.letter.queued_at)

    async def sent(self, due: DueLetter, at: datetime) -> None:
        self._store.letters.pop(due.letter.letter_id, None)

    async def failed(self, due: DueLetter, reason: str, again_at: datetime) -> None:
        if self._store.letters.get(due.letter.letter_id) == due:
            again = replace(due, failures=due.failures + 1, taken_until=again_at)
            self._store.letters[due.letter.letter_id] = again

    async def put_back(self, letters: Sequence[DueLetter], again_at: datetime) -> None:
        for due in letters:
            if self._store.letters.get(due.letter.letter_id) == due:
                self._store.letters[due.letter.letter_id] = replace(due, taken_until=again_at)
