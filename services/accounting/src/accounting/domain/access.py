"""Who may look at which account, and who runs the books."""

from accounting.domain.errors import NotYourAccount
from accounting.domain.identifiers import AccountId
from chassis.roles import Role

OVERSEERS = frozenset({Role.ACCOUNTANT, Role.ADMIN})
"""See every account and the company's earnings, and close days."""


def may_look_at(account_id: AccountId, *, by: AccountId, role: Role) -> None:
    """Raise `NotYourAccount` unless it is their own account or they oversee all."""
    if account_id != by and role not in OVERSEERS:
        raise NotYourAccount("You may look at your own account only.")
