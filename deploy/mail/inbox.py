"""The mails that were caught, newest first, kept as files so that a restart loses none."""

import email
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Final

MAILS_MAX: Final = 1000
NOT_PRINTABLE: Final = "(this part cannot be shown)"


@dataclass(frozen=True, slots=True)
class Mail:
    """One caught mail; `id` sorts by the time of arrival."""

    id: str
    message: EmailMessage

    @property
    def sender(self) -> str:
        """Who it says it is from."""
        return str(self.message.get("from", ""))

    @property
    def recipients(self) -> str:
        """Whom it is for."""
        return str(self.message.get("to", ""))

    @property
    def subject(self) -> str:
        """What it is about."""
        return str(self.message.get("subject", ""))

    @property
    def arrived_at(self) -> datetime:
        """When it came, in UTC."""
        return datetime.fromtimestamp(int(self.id.split("-")[0]) / 1_000_000, UTC)

    def body(self, kind: str) -> str | None:
        """The text of the part of that kind, `plain` or `html`, if the mail has one."""
        part = self.message.get_body(preferencelist=(kind,))
        if part is None:
            return None
        try:
            return str(part.get_content())
        except (LookupError, ValueError):
            return NOT_PRINTABLE


class Inbox:
    """A directory of caught mails; the oldest go when there are more than `mails_max`."""

    def __init__(self, directory: Path, mails_max: int = MAILS_MAX) -> None:
        self._directory = directory
        self._mails_max = mails_max
        directory.mkdir(parents=True, exist_ok=True)

    def keep(self, content: bytes) -> None:
        """Keep a mail as it came over the wire."""
        name = f"{time.time_ns() // 1000:020d}-{secrets.token_hex(4)}"
        partial = self._directory / f"{name}.partial"
        partial.write_bytes(content)
        partial.rename(self._directory / f"{name}.eml")
        for path in self._paths()[self._mails_max :]:
            path.unlink(missing_ok=True)

    def newest_first(self, limit: int) -> Sequence[Mail]:
        """The latest mails."""
        return [_read(path) for path in self._paths()[:limit]]

    def find(self, mail_id: str) -> Mail | None:
        """The mail with that id."""
        return next((_read(path) for path in self._paths() if path.stem == mail_id), None)

    def empty(self) -> None:
        """Throw everything away."""
        for path in self._paths():
            path.unlink(missing_ok=True)

    def _paths(self) -> list[Path]:
        return sorted(self._directory.glob("*.eml"), reverse=True)


def _read(path: Path) -> Mail:
    return Mail(path.stem, email.message_from_bytes(path.read_bytes(), policy=default))
