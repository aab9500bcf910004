"""In-memory twins of what keeps links and the mails that wait."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from auth.adapters.memory import MemoryStore
from auth.application.letter_ports import DueLetter
from auth.application.queries.waiting_mails import MailsWaiting, WaitingMail
from auth.domain.identifiers import LetterId
from auth.domain.mailed_link import Letter, LetterKind, MailedLink
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

    async def hasten(self, letter_id: LetterId, at: datetime) -> bool:
        if self._store.resting.pop(letter_id, None) is None:
            return False
        self._store.letters[letter_id] = replace(self._store.letters[letter_id], taken_until=at)
        return True


class MemoryWaitingMails:
    """Knows why a mail rests, and forgets it when the mail is tried again."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def page(self, after: LetterId | None, limit: int) -> Sequence[WaitingMail]:
        waiting = sorted(self._waiting(), key=lambda due: due.letter.letter_id)
        later = [due for due in waiting if after is None or due.letter.letter_id > after]
        return [self._view(due) for due in later[:limit]]

    async def count(self) -> MailsWaiting:
        waiting = self._waiting()
        return MailsWaiting(len(waiting), sum(due.failures > 0 for due in waiting))

    def _waiting(self) -> list[DueLetter]:
        return [due for due in self._store.letters.values() if due.letter.kind is not LetterKind.NOBODY]

    def _view(self, due: DueLetter) -> WaitingMail:
        letter, reason = due.letter, self._store.resting.get(due.letter.letter_id)
        return WaitingMail(
            letter.letter_id,
            letter.email,
            letter.kind,
            letter.queued_at,
            due.taken_until,
            due.failures,
            reason,
            reason is not None,
        )


class MemoryMailbag:
    """A mail that was sent is kept no longer."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def take(self, at: datetime, *, until: datetime) -> DueLetter | None:
        waiting = [due for due in self._store.letters.values() if due.taken_until <= at]
        if not waiting:
            return None
        first = min(waiting, key=lambda due: (due.taken_until, due.letter.letter_id))
        taken = replace(first, taken_until=until)
        self._store.letters[taken.letter.letter_id] = taken
        self._store.resting.pop(taken.letter.letter_id, None)
        return taken

    async def sent(self, due: DueLetter, at: datetime) -> None:
        self._store.letters.pop(due.letter.letter_id, None)
        self._store.resting.pop(due.letter.letter_id, None)

    async def failed(self, due: DueLetter, reason: str, again_at: datetime) -> None:
        if self._store.letters.get(due.letter.letter_id) == due:
            again = replace(due, failures=due.failures + 1, taken_until=again_at)
            self._store.letters[due.letter.letter_id] = again
            self._store.resting[due.letter.letter_id] = reason
