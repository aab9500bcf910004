"""The mails that have not been sent yet, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from auth.domain.identifiers import LetterId
from auth.domain.mailed_link import LetterKind


@dataclass(frozen=True, slots=True)
class WaitingMail:
    """`reason` is why the last attempt failed; nothing of what the mail says is in here.

    One that is `resting` is tried again at `due_at`; any other is being sent, or about to be.
    """

    letter_id: LetterId
    email: str
    kind: LetterKind
    queued_at: datetime
    due_at: datetime
    failures: int
    reason: str | None
    resting: bool


@dataclass(frozen=True, slots=True)
class MailsWaiting:
    """How many wait, and how many of them have failed at least once."""

    all: int
    failed: int


class WaitingMails(Protocol):
    async def page(self, after: LetterId | None, limit: int) -> Sequence[WaitingMail]:
        """Those that wait longest; their ids are in that order."""
        ...

    async def count(self) -> MailsWaiting: ...
