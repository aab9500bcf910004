"""Who may do what."""

import pytest

from chassis.access import Account
from chassis.access.account import require
from chassis.errors import Forbidden
from chassis.roles import Role
from tests.chassis.access.builders import KESHA


def an_account(role: Role, *, active: bool = True) -> Account:
    return Account(KESHA, 1, "Kesha", "kesha@popug.inc", role, active, "en")


def test_lets_a_role_through_that_is_named() -> None:
    require(an_account(Role.MANAGER), Role.MANAGER, Role.ADMIN)


@pytest.mark.parametrize("role", [Role.WORKER, Role.ACCOUNTANT])
def test_refuses_every_role_that_is_not_named_and_says_whose_it_is(role: Role) -> None:
    with pytest.raises(Forbidden, match="only for managers and admins") as refusal:
        require(an_account(role), Role.MANAGER, Role.ADMIN)

    assert refusal.value.code == "forbidden"


def test_refuses_a_deactivated_account_whatever_its_role() -> None:
    with pytest.raises(Forbidden, match="deactivated"):
        require(an_account(Role.ADMIN, active=False), Role.ADMIN)
