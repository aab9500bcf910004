"""Which pages are told that figures changed."""

import pytest

from analytics.entrypoints.live import hints_of_batch, only_admins
from chassis.identifiers import AccountId, new_id
from chassis.pages import Visitor
from chassis.roles import Role
from tests.analytics.builders import a_fee
from tests.analytics.events import account_created, task_created, task_priced, transfer_posted


def test_entries_and_names_change_what_is_shown() -> None:
    for shown in (transfer_posted(a_fee()), task_created(), account_created()):
        assert list(hints_of_batch([task_priced(), shown])) == ["figures"]


def test_what_is_only_compared_changes_nothing_on_the_page() -> None:
    assert list(hints_of_batch([task_priced()])) == []


@pytest.mark.parametrize("role", Role)
def test_only_admins_pages_are_told(role: Role) -> None:
    visitor = Visitor(AccountId(new_id()), "Polly", "polly@popug.inc", role)

    assert only_admins(visitor, "figures") is (role is Role.ADMIN)
