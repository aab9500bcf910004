"""An account as it is looked at."""

from dataclasses import dataclass
from datetime import datetime

from auth.domain.events import AccountState
from chassis.identifiers import AccountId
from chassis.roles import Role


@dataclass(frozen=True, slots=True)
class AccountView:
    account_id: AccountId
    version: int
    name: str
    email: str
    role: Role
    active: bool
    locale: str
    created_at: datetime

    def state(self) -> AccountState:
        return AccountState(
            self.account_id, self.version, self.name, self.email, self.role, self.active, self.locale
        )
