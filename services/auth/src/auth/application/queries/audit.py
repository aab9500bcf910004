"""The audit trail as admins read it, newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from auth.domain.act import ActKind
from chassis.identifiers import AccountId


@dataclass(frozen=True, slots=True)
class Person:
    """An account as it is called now."""

    account_id: AccountId
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class ActView:
    """`account` is whom it concerned, `by` who did it; None where nobody is known."""

    act_id: int
    at: datetime
    kind: ActKind
    account: Person | None
    by: Person | None
    address: str
    details: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ActFilter:
    """`person` is part of a name or e-mail, of whoever did it or whom it concerned.

    From `since` on, until before `until`.
    """

    kind: ActKind | None = None
    person: str = ""
    account_id: AccountId | None = None
    since: datetime | None = None
    until: datetime | None = None


class Audit(Protocol):
    async def page(self, wanted: ActFilter, before_id: int | None, limit: int) -> Sequence[ActView]:
        """Up to `limit` acts that came before the act `before_id`."""
        ...
