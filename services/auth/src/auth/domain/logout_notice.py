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


@dataclass(frozen=True, slots=True)
class LogoutNotice:
    """`taken_until` is when somebody else may try, should whoever took it die."""

    session_id: SessionId
    client_id: ClientId
    account_id: AccountId
    ended_at: datetime
    failures: int
    taken_until: datetime

    def is_pointless(self, at: datetime) -> bool:
        return at >= self.ended_at + GIVEN_UP_AFTER


def retry_after(failures: int) -> timedelta:
    """1, 2, 4, … seconds, at most five minutes."""
    doublings = min(failures - 1, DOUBLINGS_MAX)
    return min(timedelta(seconds=RETRY_FIRST.total_seconds() * 2.0**doublings), RETRY_MAX)
