"""What is known of an account from the events that have come so far, in whatever order."""

from dataclasses import dataclass, replace
from datetime import datetime

from chassis.access.account import Account
from chassis.identifiers import AccountId
from chassis.roles import Role


@dataclass(frozen=True, slots=True)
class AccountState:
    """An account's full state as auth told it at `told_at` (UTC); `version` grows with every change."""

    account_id: AccountId
    version: int
    name: str
    email: str
    role: Role
    active: bool
    locale: str
    told_at: datetime


@dataclass(frozen=True, slots=True)
class Deactivation:
    """An account ended at `at` (UTC)."""

    account_id: AccountId
    at: datetime


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """The newest state, the last deactivation, and when an inactive state was last told; see the package for
    the rule."""

    account_id: AccountId
    state: AccountState | None = None
    deactivated_at: datetime | None = None
    inactive_told_at: datetime | None = None

    def with_state(self, state: AccountState) -> "AccountRecord":
        """Take `state` in; an older one changes nothing but what is known of deactivations."""
        newest = state if self.state is None or state.version > self.state.version else self.state
        inactive = self.inactive_told_at if state.active else _later(self.inactive_told_at, state.told_at)
        return replace(self, state=newest, inactive_told_at=inactive)

    def with_deactivation(self, at: datetime) -> "AccountRecord":
        """Take a deactivation in; an earlier one changes nothing."""
        return replace(self, deactivated_at=_later(self.deactivated_at, at))

    def merged(self, other: "AccountRecord") -> "AccountRecord":
        """What is known to either; order and repetition do not matter."""
        both = self if other.state is None else self.with_state(other.state)
        if other.deactivated_at is not None:
            both = both.with_deactivation(other.deactivated_at)
        if other.inactive_told_at is not None:
            both = replace(both, inactive_told_at=_later(both.inactive_told_at, other.inactive_told_at))
        return both

    @property
    def active(self) -> bool:
        """Whether the account may act."""
        if self.state is None or not self.state.active:
            return False
        return self.deactivated_at is None or self._overcame(self.state, self.deactivated_at)

    def account(self) -> Account:
        """The account as others see it; nameless while only its deactivation is known."""
        state = self.state
        if state is None:
            return Account(self.account_id, 0, "", "", Role.WORKER, False, "en")
        return Account(
            state.account_id, state.version, state.name, state.email, state.role, self.active, state.locale
        )

    def _overcame(self, state: AccountState, deactivated_at: datetime) -> bool:
        follows = self.inactive_told_at is not None and self.inactive_told_at >= deactivated_at
        return follows or state.told_at > deactivated_at


def _later(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else max(one, other)
