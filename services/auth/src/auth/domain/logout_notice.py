"""A notice to a client that a session has ended; sent until it is taken, or until it is pointless."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from auth.domain.identifiers import ClientId, SessionId
from chassis.identifiers import AccountId

RETRY_FIRST = timedelta(seconds=1)
RETRY_MAX = timedelta(minutes=5)
DOUBLINGS_MAX = 12
GIVEN_UP_AFTER = timedelta(hours=24)
"""By then the client's own session has fallen asleep."""

SETTLED_AFTER = timedelta(seconds=10)
"""Longer than a client waits for the answer to its code: by then the session that is to end is open there."""


@dataclass(frozen=True, slots=True)
class LogoutNotice:
    """`taken_until` is when somebody else may try, should whoever took it die.

    `repeat_at` is when it is sent once more although it was taken: the client may have heard of the session's
    end before it had the session.
    """

    session_id: SessionId
    client_id: ClientId
    account_id: AccountId
    ended_at: datetime
    failures: int
    taken_until: datetime
    repeat_at: datetime | None = None

    def is_pointless(self, at: datetime) -> bool:
        return at >= self.ended_at + GIVEN_UP_AFTER


def repeated_at(redeemed_at: datetime, ended_at: datetime) -> datetime | None:
    """When a client that redeemed a code then is told once more, if it has to be."""
    return ended_at + SETTLED_AFTER if ended_at - redeemed_at < SETTLED_AFTER else None


def retry_after(failures: int) -> timedelta:
    """1, 2, 4, … seconds, at most five minutes."""
    doublings = min(failures - 1, DOUBLINGS_MAX)
    return min(timedelta(seconds=RETRY_FIRST.total_seconds() * 2.0**doublings), RETRY_MAX)
