"""What waits for one page."""

import pytest

from chassis.identifiers import AccountId
from chassis.live.audience import Audience, TooManyPages
from chassis.live.hints import Hint, for_account, read_hint
from chassis.live.page import WAITING_MAX, OpenPage
from chassis.pages import Visitor
from chassis.roles import Role
from tests.chassis.access.builders import GOSHA, KESHA


def a_page(account_id: AccountId = KESHA) -> OpenPage:
    return OpenPage(a_visitor(account_id))


def a_visitor(account_id: AccountId = KESHA) -> Visitor:
    return Visitor(account_id, "Kesha", "kesha@popug.inc", Role.WORKER)


def test_however_often_something_changed_it_is_told_once() -> None:
    page = a_page()
    for _ in range(1000):
        page.hint("tasks")

    assert page.take() == {"hints": ["tasks"]}
    assert page.take() is None


def test_more_hints_than_it_may_keep_become_one_that_says_everything() -> None:
    page = a_page()
    for n in range(WAITING_MAX + 1):
        page.hint(f"task:{n}")
    page.hint("one more")

    assert page.take() == {"hints": ["all"], "refresh": True}
    assert page.take() is None


def test_after_everything_was_fetched_hints_count_again() -> None:
    page = a_page()
    page.refresh()
    page.take()

    page.hint("tasks")

    assert page.take() == {"hints": ["tasks"]}


def test_a_hint_for_an_account_reads_mine_on_its_own_pages() -> None:
    assert read_hint(for_account("tasks", KESHA)) == Hint("tasks:mine", KESHA)
    assert read_hint("task:42") == Hint("task:42", None)


@pytest.mark.parametrize("text", ["", "@", f"@{KESHA}", "tasks@", "tasks@somebody", "x" * 101])
def test_a_hint_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_hint(text)


def test_pages_of_others_hear_nothing_of_what_is_addressed() -> None:
    audience = Audience(lambda _, __: True)
    mine, anothers = audience.open(a_visitor()), audience.open(a_visitor(GOSHA))

    audience.tell(Hint("tasks:mine", KESHA))

    assert mine.take() == {"hints": ["tasks:mine"]}
    assert anothers.take() is None


def test_a_process_has_only_so_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chassis.live.audience.PAGES_MAX", 1)
    audience = Audience(lambda _, __: True)
    page = audience.open(a_visitor())

    with pytest.raises(TooManyPages):
        audience.open(a_visitor(GOSHA))
    audience.close(page)

    assert audience.open(a_visitor(GOSHA)).account_id == GOSHA
