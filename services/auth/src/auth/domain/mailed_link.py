"""A link sent by mail: whoever opens it reads that mailbox. Good once, and not for long."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from auth.domain.identifiers import LetterId, LinkId
from chassis.identifiers import AccountId

ASKED_MAX = 3
ASKED_WITHIN = timedelta(minutes=15)
"""Nobody's mailbox is filled by asking for one link after another."""


class LinkKind(StrEnum):
    FORGOTTEN = "forgotten"
    INVITATION = "invitation"
    REGISTRATION = "registration"


class LetterKind(StrEnum):
    """What a mail says.

    `NOBODY` is never sent: an e-mail without an account is to cost as much as one that has one.
    """

    FORGOTTEN = "forgotten"
    INVITATION = "invitation"
    REGISTRATION = "registration"
    TAKEN = "taken"
    NOBODY = "nobody"


LIFETIMES = {
    LinkKind.FORGOTTEN: timedelta(minutes=30),
    LinkKind.INVITATION: timedelta(days=7),
    LinkKind.REGISTRATION: timedelta(hours=24),
}
SETS_PASSWORD = frozenset({LinkKind.FORGOTTEN, LinkKind.INVITATION})


@dataclass(frozen=True, slots=True)
class MailedLink:
    """Only the digest of its token is kept. A registration brings the password chosen, hashed."""

    link_id: LinkId
    kind: LinkKind
    token_digest: bytes
    account_id: AccountId | None
    email: str
    name: str
    locale: str
    password_hash: str | None
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None

    def is_good(self, at: datetime) -> bool:
        return self.used_at is None and at < self.expires_at

    def used(self, at: datetime) -> "MailedLink":
        return replace(self, used_at=at)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that waits to be sent."""

    letter_id: LetterId
    kind: LetterKind
    link_id: LinkId | None
    email: str
    name: str
    locale: str
    queued_at: datetime
