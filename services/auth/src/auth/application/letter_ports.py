"""What sending links by mail needs from the outside."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Protocol

from auth.domain.identifiers import LetterId, LinkId
from auth.domain.mailed_link import Letter, MailedLink
from chassis.identifiers import AccountId


class MailedLinks(Protocol):
    async def add(self, link: MailedLink) -> None: ...

    async def with_token(self, token_digest: bytes) -> MailedLink | None:
        """The link, held until the transaction ends, so that of two at once one waits for the other."""
        ...

    async def asked_since(self, email: str, since: datetime) -> int:
        """How many were made for this e-mail, whether anybody has it or not."""
        ...

    async def use(self, link: MailedLink) -> None: ...

    async def use_all_of(self, account_id: AccountId, at: datetime) -> None:
        """None of the account's links is good any more."""
        ...


class OutgoingLetters(Protocol):
    async def add(self, letter: Letter) -> None: ...

    async def hasten(self, letter_id: LetterId, at: datetime) -> bool:
        """The mail rests no longer and is due; False where none of this id rests.

        One that is being sent does not rest: it would be sent twice.
        """
        ...


class OpenLinks(Protocol):
    async def with_token(self, token_digest: bytes) -> MailedLink | None:
        """The link, good or not."""
        ...


class LinkTokens(Protocol):
    def token_of(self, link_id: LinkId) -> str:
        """The link's token: always the same, kept nowhere, and unknowable from outside."""
        ...


@dataclass(frozen=True, slots=True)
class DueLetter:
    """Nobody else is given it before `taken_until`. `failures` is how often it was tried in vain."""

    letter: Letter
    failures: int
    taken_until: datetime


class Mailbag(Protocol):
    """The mails that wait. Every call is a transaction of its own, so that none is open while one is sent.

    What is reported of a mail that has meanwhile been given to somebody else changes nothing, but that it was
    sent.
    """

    async def take(self, at: datetime, *, until: datetime) -> DueLetter | None:
        """The mail longest due at `at`, given to nobody else before `until`; None if there is none."""
        ...

    async def sent(self, due: DueLetter, at: datetime) -> None: ...

    async def failed(self, due: DueLetter, reason: str, again_at: datetime) -> None: ...


class Writer(Protocol):
    def write(self, letter: Letter, at: datetime) -> EmailMessage:
        """The mail in the reader's language. Raises `MailRefused` if it cannot be addressed."""
        ...
