"""What happens to accounts, as facts inside auth."""

from dataclasses import dataclass
from datetime import datetime

from chassis.identifiers import AccountId
from chassis.messages import DomainEvent
from chassis.roles import Role


@dataclass(frozen=True, slots=True)
class AccountState:
    """An account as it stood after a change."""

    account_id: AccountId
    version: int
    name: str
    email: str
    role: Role
    active: bool
    locale: str


@dataclass(frozen=True, slots=True)
class AccountCreated(DomainEvent):
    account: AccountState


@dataclass(frozen=True, slots=True)
class AccountUpdated(DomainEvent):
    account: AccountState


@dataclass(frozen=True, slots=True)
class AccountDeactivated(DomainEvent):
    account_id: AccountId
    at: datetime
