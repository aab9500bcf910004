"""What happens to accounts, as facts inside auth."""

from dataclasses import dataclass
from datetime import datetime

from auth.domain.identifiers import ClientId, GrantId, SessionId
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


@dataclass(frozen=True, slots=True)
class EndedSession:
    session_id: SessionId
    account_id: AccountId


@dataclass(frozen=True, slots=True)
class SessionsEnded(DomainEvent):
    """Sessions were ended on purpose, for whatever reason."""

    sessions: tuple[EndedSession, ...]


@dataclass(frozen=True, slots=True)
class GrantMisused(DomainEvent):
    """A code or refresh token was used twice, which ended its grant: one of the users had stolen it."""

    grant_id: GrantId
    client_id: ClientId
    account_id: AccountId
    session_id: SessionId
