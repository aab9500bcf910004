"""An account: one employee, one e-mail address, one role."""

from dataclasses import dataclass, field
from datetime import datetime

from auth.domain.email import Email
from auth.domain.errors import InvalidLocale, InvalidName, LastAdmin, OnlyForAdmins, OwnDeactivation
from auth.domain.events import AccountCreated, AccountDeactivated, AccountState, AccountUpdated
from chassis.identifiers import AccountId
from chassis.messages import DomainEvent
from chassis.roles import Role

NAME_CHARACTERS_MAX = 100
LOCALES = ("en", "ru")


@dataclass(slots=True)
class Account:
    """`stored_version` is the version this was loaded with, 0 for an account not stored yet."""

    account_id: AccountId
    version: int
    name: str
    email: Email
    role: Role
    active: bool
    locale: str
    created_at: datetime
    stored_version: int = -1
    _recorded: list[DomainEvent] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.stored_version < 0:
            self.stored_version = self.version

    @classmethod
    def create(
        cls, account_id: AccountId, *, name: str, email: Email, role: Role, locale: str, at: datetime
    ) -> "Account":
        account = cls(
            account_id, 1, checked_name(name), email, role, True, checked_locale(locale), at, stored_version=0
        )
        account._recorded.append(AccountCreated(account.state()))
        return account

    @classmethod
    def register(
        cls, account_id: AccountId, *, name: str, email: Email, locale: str, at: datetime
    ) -> "Account":
        """Whoever registers themselves is a worker: roles are given by admins only."""
        return cls.create(account_id, name=name, email=email, role=Role.WORKER, locale=locale, at=at)

    def change(
        self,
        *,
        name: str | None = None,
        email: Email | None = None,
        role: Role | None = None,
        locale: str | None = None,
        another_admin_remains: bool = True,
    ) -> None:
        """Take over what is given; nothing is recorded when nothing differs."""
        before = self.state()
        if role is not None and role is not self.role:
            self._leave_admins(another_admin_remains)
            self.role = role
        self.name = self.name if name is None else checked_name(name)
        self.email = self.email if email is None else email
        self.locale = self.locale if locale is None else checked_locale(locale)
        if self.state() != before:
            self._updated()

    def deactivate(self, *, by: AccountId | None, another_admin_remains: bool, at: datetime) -> None:
        if by == self.account_id:
            raise OwnDeactivation("Nobody deactivates their own account: ask another admin.")
        if not self.active:
            return
        self._leave_admins(another_admin_remains)
        self.active = False
        self._updated()
        self._recorded.append(AccountDeactivated(self.account_id, at))

    def reactivate(self) -> None:
        if self.active:
            return
        self.active = True
        self._updated()

    def must_be_admin(self) -> None:
        if not (self.active and self.role is Role.ADMIN):
            raise OnlyForAdmins("Only admins look after accounts.")

    def state(self) -> AccountState:
        return AccountState(
            self.account_id, self.version, self.name, str(self.email), self.role, self.active, self.locale
        )

    def take_events(self) -> list[DomainEvent]:
        """Hand over the recorded events; the repository calls this when it saves."""
        taken, self._recorded = self._recorded, []
        return taken

    def _leave_admins(self, another_admin_remains: bool) -> None:
        if self.active and self.role is Role.ADMIN and not another_admin_remains:
            raise LastAdmin("This is the last active admin: make somebody else an admin first.")

    def _updated(self) -> None:
        self.version += 1
        self._recorded.append(AccountUpdated(self.state()))


def checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > NAME_CHARACTERS_MAX or not name.isprintable():
        raise InvalidName(f"A name has 1 to {NAME_CHARACTERS_MAX} printable characters.")
    return name


def checked_locale(locale: str) -> str:
    if locale not in LOCALES:
        raise InvalidLocale(f"There is no language {locale!r} here; there are {', '.join(LOCALES)}.")
    return locale
