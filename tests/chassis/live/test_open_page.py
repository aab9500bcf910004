"""What waits for one page."""

import pytest

from chassis.identifiers import AccountId
from chassis.live.audience import Audience, TooManyPages
from chassis.live.hints import Hint, for_account, in_turn, read_hint
from chassis.live.page import IN_TURN_SECONDS, WAITING_MAX, OpenPage
from chassis.live.turns import Turns
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
    assert read_hint(in_turn("tasks")) == Hint("tasks", None, in_turn=True)
    assert read_hint(in_turn(for_account("tasks", KESHA))) == Hint("tasks:mine", KESHA, in_turn=True)


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


class Time:
    """A clock for `chassis.live.page` that stands where it is put."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr("chassis.live.page.monotonic", lambda: self.now)


def test_pages_told_in_turn_are_told_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    time = Time(monkeypatch)
    audience = Audience(lambda _, __: True, Turns(per_second=10, at_once=1))
    pages = [audience.open(a_visitor()) for _ in range(3)]

    audience.tell(Hint("tasks", None, in_turn=True))
    told = []
    for _ in range(4):
        told.append([page.take() is not None for page in pages])
        time.now += 0.1

    assert [sum(each) for each in told] == [1, 1, 1, 0]


def test_a_page_is_told_in_turn_only_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    time, page, told = Time(monkeypatch), a_page(), 0

    for _ in range(100):  # ten times a second, for ten seconds
        page.hint_in_turn("tasks")
        told += page.take() is not None
        time.now += 0.1

    assert told == 10 / IN_TURN_SECONDS


def test_what_concerns_one_page_does_not_wait_for_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    time, turns = Time(monkeypatch), Turns(per_second=1, at_once=1)
    turns.next(time.now)
    turns.next(time.now)
    page = OpenPage(a_visitor(), turns)

    page.hint_in_turn("tasks")
    page.hint("task:42")
    at_once = page.take()
    time.now += 3
    in_its_turn = page.take()

    assert at_once == {"hints": ["task:42"]}
    assert in_its_turn == {"hints": ["tasks"]}


def test_after_a_gap_pages_fetch_everything_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    time = Time(monkeypatch)
    audience = Audience(lambda _, __: True, Turns(per_second=10, at_once=1))
    pages = [audience.open(a_visitor(account)) for account in (KESHA, GOSHA)]

    audience.refresh()
    first = [page.take() for page in pages]
    time.now += 0.1
    second = [page.take() for page in pages]

    everything = {"hints": ["all"], "refresh": True}
    assert (first, second) == ([everything, None], [None, everything])


async def test_a_page_waits_for_its_turn_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = Turns(per_second=20, at_once=1)
    page, before = OpenPage(a_visitor(), turns), OpenPage(a_visitor(GOSHA), turns)
    before.hint_in_turn("tasks")
    page.hint_in_turn("tasks")
    too_early = page.take()

    await page.wait(5.0)

    assert too_early is None
    assert page.take() == {"hints": ["tasks"]}
