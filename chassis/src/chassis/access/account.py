"""Who is asking, as far as this service knows."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.errors import Forbidden
from chassis.identifiers import AccountId
from chassis.roles import Role

UNHEARD_OF = 0
"""The version of an account known by its sign-in only, its first event being still on the way."""


@dataclass(frozen=True, slots=True)
class Account:
    """One employee. `version` is auth's, or `UNHEARD_OF`; `locale` is `en` or `ru`."""

    account_id: AccountId
    version: int
    name: str
    email: str
    role: Role
    active: bool
    locale: str


class RolesOnly(Forbidden):
    """`roles` may do this, and the asker has none of them."""

    def __init__(self, roles: Sequence[Role]) -> None:
        super().__init__(f"This is only for {_in_words(roles)}.")
        self.roles = tuple(roles)


def require(account: Account, *roles: Role) -> None:
    """Raise `Forbidden` unless `account` has one of `roles` and is active."""
    if not account.active:
        raise Forbidden("This account is deactivated.")
    if account.role not in roles:
        raise RolesOnly(roles)


def _in_words(roles: Sequence[Role]) -> str:
    names = [f"{role.value}s" for role in roles]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
