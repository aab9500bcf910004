"""Which open pages have something new to show after a batch of events, or while a day is closed.

`account:mine` is for the page of one's own account, `account:<id>` and `company` for those who oversee all,
and `accounts` for everybody, when so many accounts changed that naming each would take longer. `integrity`
is for admins: the books were checked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from accounting.domain.access import OVERSEERS
from chassis.envelope import Envelope
from chassis.live import for_account
from chassis.roles import Role
from chassis.visitor import Visitor

ACCOUNT = "account"
ACCOUNTS = "accounts"
COMPANY = "company"
INTEGRITY = "integrity"
ACCOUNTS_NAMED_MAX = 200
DAY_HINTS = (ACCOUNTS, COMPANY)


class Hints(Protocol):
    """Tells open pages that something they show has changed."""

    def publish(self, hints: Iterable[str]) -> None: ...


@dataclass(frozen=True, slots=True)
class HintsAfterBatch:
    """What a consumer does after a batch was applied."""

    hints: Hints

    async def __call__(self, envelopes: Sequence[Envelope]) -> None:
        self.hints.publish(hints_after(envelopes))


def hints_after(envelopes: Sequence[Envelope]) -> Sequence[str]:
    """The hints for a batch that was applied."""
    accounts = {account_id for envelope in envelopes for account_id in _accounts_in(envelope)}
    if len(accounts) > ACCOUNTS_NAMED_MAX:
        return DAY_HINTS
    own = [for_account(ACCOUNT, UUID(account_id)) for account_id in accounts]
    return [COMPANY, *own, *(f"{ACCOUNT}:{account_id}" for account_id in accounts)]


def may_see(visitor: Visitor, topic: str) -> bool:
    """Whether a hint addressed to nobody in particular may reach this visitor."""
    if topic == INTEGRITY:
        return visitor.role is Role.ADMIN
    return topic == ACCOUNTS or visitor.role in OVERSEERS


def hints_of(_envelope: Envelope) -> Iterable[str]:
    """Hints come from the worker, once things are booked; no event by itself has anything new to show."""
    return ()


def _accounts_in(envelope: Envelope) -> Iterable[str]:
    match envelope.type:
        case "task.assigned":
            return (assignment["account_id"] for assignment in envelope.data["assignments"])
        case "task.completed":
            return (envelope.data["account_id"],)
        case _:
            return ()
