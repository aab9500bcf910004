"""An account's own rules."""

import pytest

from auth.domain.account import Account
from auth.domain.email import Email
from auth.domain.errors import (
    InvalidEmail,
    InvalidLocale,
    InvalidName,
    LastAdmin,
    OnlyForAdmins,
    OwnDeactivation,
)
from auth.domain.events import AccountCreated, AccountDeactivated, AccountUpdated
from chassis.identifiers import AccountId, new_id
from chassis.roles import Role
from tests.auth.builders import NOW, a_new_account, an_account


def test_a_new_account_is_active_and_says_so() -> None:
    account = a_new_account(name="  Kesha   the  Parrot ")

    assert account.state().name == "Kesha the Parrot"
    assert account.state().active
    assert account.take_events() == [AccountCreated(account.state())]


def test_who_registers_oneself_is_a_worker() -> None:
    account = Account.register(
        AccountId(new_id()), name="Kesha", email=Email("kesha@popug.inc"), locale="ru", at=NOW
    )

    assert account.role is Role.WORKER


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "Ke\x00sha", "Ke\u202esha"])
def test_a_name_has_printable_characters(name: str) -> None:
    with pytest.raises(InvalidName):
        a_new_account(name=name)


def test_a_language_is_one_of_ours() -> None:
    account = an_account()

    with pytest.raises(InvalidLocale):
        account.change(locale="fr")

    assert account.take_events() == []


@pytest.mark.parametrize(
    "text", ["", "kesha", "@popug.inc", "kesha@", "a b@popug.inc", "kesha@popug.inc\n\nBcc: x@y.z"]
)
def test_an_address_has_to_be_one(text: str) -> None:
    with pytest.raises(InvalidEmail):
        Email.parse(text)


def test_case_and_surrounding_space_make_no_other_address() -> None:
    assert Email.parse("  Kesha@POPUG.inc ") == Email.parse("kesha@popug.inc")


def test_a_change_counts_up_and_tells_the_whole_state_once() -> None:
    account = an_account()

    account.change(name="Gosha", role=Role.MANAGER)

    assert account.version == 2
    assert account.take_events() == [AccountUpdated(account.state())]


def test_no_change_is_no_event() -> None:
    account = an_account()

    account.change(name=account.name, role=account.role, email=account.email)

    assert account.version == 1
    assert account.take_events() == []


def test_deactivating_says_so_in_state_and_in_words() -> None:
    account = an_account()

    account.deactivate(by=AccountId(new_id()), another_admin_remains=True, at=NOW)

    assert account.take_events() == [
        AccountUpdated(account.state()),
        AccountDeactivated(account.account_id, NOW),
    ]
    assert not account.state().active


def test_deactivating_twice_is_deactivating_once() -> None:
    account = an_account(active=False)

    account.deactivate(by=AccountId(new_id()), another_admin_remains=True, at=NOW)

    assert account.take_events() == []


def test_nobody_deactivates_oneself() -> None:
    account = an_account()

    with pytest.raises(OwnDeactivation):
        account.deactivate(by=account.account_id, another_admin_remains=True, at=NOW)

    assert account.active


def test_the_last_admin_is_neither_demoted_nor_deactivated() -> None:
    admin = an_account(role=Role.ADMIN)

    with pytest.raises(LastAdmin):
        admin.change(role=Role.WORKER, another_admin_remains=False)
    with pytest.raises(LastAdmin):
        admin.deactivate(by=AccountId(new_id()), another_admin_remains=False, at=NOW)

    assert (admin.role, admin.active, admin.take_events()) == (Role.ADMIN, True, [])


def test_the_last_admin_may_change_everything_else() -> None:
    admin = an_account(role=Role.ADMIN)

    admin.change(name="Ada", role=Role.ADMIN, another_admin_remains=False)

    assert admin.name == "Ada"


@pytest.mark.parametrize(
    "account", [an_account(), an_account(role=Role.ADMIN, active=False), an_account(role=Role.MANAGER)]
)
def test_only_an_active_admin_is_an_admin(account: Account) -> None:
    with pytest.raises(OnlyForAdmins):
        account.must_be_admin()
