"""The mails that have not been sent yet, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from auth.domain.mailed_link import LetterKind


@dataclass(frozen=True, slots=True)
class WaitingMail:
    """`reason` is why the last attempt failed; nothing of what the mail says is in here."""

    email: str
    kind: LetterKind
    queued_at: datetime
    due_at: datetime
    failures: int
    reason: str | None


class WaitingMails(Protocol):
    async def first(self, limit: int) -> Sequence[WaitingMail]:
        """Those that wait longest."""
        ...
