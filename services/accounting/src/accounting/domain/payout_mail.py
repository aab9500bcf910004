"""The mail that tells an employee of a payout: sent once, and tried again for as long as that takes."""

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from accounting.domain.identifiers import AccountId, Cents

RETRY_FIRST = timedelta(seconds=10)
RETRY_LONGEST = timedelta(minutes=15)
DOUBLINGS_MAX = 10


class Payout(NamedTuple):
    """What an employee was paid for a day; an account is paid at most once a day."""

    account_id: AccountId
    day: date
    amount: Cents


class MailState(StrEnum):
    """A mail waits, however often it fails, until a mail server has taken it."""

    WAITING = "waiting"
    SENT = "sent"


def retry_after(failures: int) -> timedelta:
    """How long a mail rests after its `failures`-th failure: twice as long each time, up to the longest."""
    doublings = min(max(failures, 1) - 1, DOUBLINGS_MAX)
    return min(RETRY_FIRST * (1 << doublings), RETRY_LONGEST)
