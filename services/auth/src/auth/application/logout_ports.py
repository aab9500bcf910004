"""What it takes to tell clients, and open pages, that a session has ended."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from auth.domain.events import EndedSession
from auth.domain.identifiers import ClientId
from auth.domain.logout_notice import LogoutNotice
from chassis.identifiers import AccountId


class LogoutNotices(Protocol):
    async def add(self, ended: Sequence[EndedSession], clients: Collection[ClientId], at: datetime) -> None:
        """One for each of `clients` that ever redeemed a code in one of the sessions; none twice."""
        ...


class OpenPages(Protocol):
    def look_again(self, account_id: AccountId) -> None:
        """Once this transaction has committed, have the account's pages open here find out who they are."""
        ...


class DueNotices(Protocol):
    """The notices as whoever delivers them uses them; each call is a transaction of its own."""

    async def take(self, at: datetime, *, until: datetime, limit: int) -> Sequence[LogoutNotice]:
        """Notices due at `at`, for nobody else before `until`."""
        ...

    async def done(self, notice: LogoutNotice) -> None:
        """It was taken: gone, unless it is to be repeated."""
        ...

    async def forget(self, notice: LogoutNotice) -> None:
        """Gone, whether it was taken or not."""
        ...

    async def failed(self, notice: LogoutNotice, reason: str, again_at: datetime) -> None: ...


class NotTaken(Exception):
    """The client did not take a logout token; the message says how it answered, if it did."""


class BackChannel(Protocol):
    async def send(self, address: str, logout_token: str) -> None:
        """Raises `NotTaken`."""
        ...
