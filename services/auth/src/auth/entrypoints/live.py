"""Which open pages an event concerns."""

from collections.abc import Iterable

from chassis.envelope import Envelope

MAILS = "mails"
"""The worker tells pages that a mail was sent, or was not."""

ACCOUNT_EVENTS = ("account.created", "account.updated")


def hints_of(_envelope: Envelope) -> Iterable[str]:
    """Whatever happens to an account concerns the list of accounts, which admins alone can fetch."""
    return ("accounts",)
