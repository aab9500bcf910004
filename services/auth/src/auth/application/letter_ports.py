"""What sending links by mail needs from the outside."""

from dataclasses import dataclass
from datetime import datetime
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
