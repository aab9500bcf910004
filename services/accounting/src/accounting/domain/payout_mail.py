"""The mail that tells an employee of a payout: sent once, and tried again for as long as that takes."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from accounting.domain.identifiers import AccountId, Cents


class Payout(NamedTuple):
    """What an employee was paid for a day; an account is paid at most once a day."""

    account_id: AccountId
    day: date
    amount: Cents


class MailState(StrEnum):
    """A mail waits, however often it fails, until a mail server has taken it."""

    WAITING = "waiting"
    SENT = "sent"
