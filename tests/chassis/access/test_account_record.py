"""The rule by which account events of any order end right."""

from hypothesis import given
from hypothesis import strategies as st

from chassis.access import AccountRecord, AccountState, Deactivation
from tests.chassis.access.builders import KESHA, Told, a_deactivation, a_life, a_state, minutes

CHANGES = st.lists(st.sampled_from(["rename", "deactivate", "reactivate"]), max_size=8)


@st.composite
def lives(draw: st.DrawFn) -> tuple[Told, list[AccountState | Deactivation]]:
    """A life, and its events as they might arrive: in any order, some of them twice, clocks off by hours."""
    changes = draw(CHANGES)
    offsets = draw(st.lists(st.floats(-7200, 7200), min_size=len(changes), max_size=len(changes)))
    told = a_life(changes, offsets)
    twice = draw(st.lists(st.sampled_from(told.events), max_size=4))
    return told, draw(st.permutations([*told.events, *twice]))


def after(events: list[AccountState | Deactivation]) -> AccountRecord:
    record = AccountRecord(KESHA)
    for event in events:
        record = (
            record.with_state(event)
            if isinstance(event, AccountState)
            else record.with_deactivation(event.at)
        )
    return record


@given(lives())
def test_any_order_of_events_with_any_repetition_and_any_clocks_ends_in_the_newest_state(
    life: tuple[Told, list[AccountState | Deactivation]],
) -> None:
    told, arriving = life

    account = after(arriving).account()

    assert (account.version, account.name, account.active) == (
        told.newest.version,
        told.newest.name,
        told.newest.active,
    )


@given(lives(), st.data())
def test_two_halves_of_the_events_merge_to_the_same_as_all_of_them(
    life: tuple[Told, list[AccountState | Deactivation]], data: st.DataObject
) -> None:
    _, arriving = life
    cut = data.draw(st.integers(0, len(arriving)))

    merged = after(arriving[:cut]).merged(after(arriving[cut:]))

    assert merged == after(arriving)


def test_a_deactivation_acts_before_its_state_arrives() -> None:
    record = after([a_state(1), a_deactivation(minutes(5))])

    assert not record.active


def test_an_older_state_that_arrives_late_does_not_revive_a_deactivated_account() -> None:
    record = after([a_deactivation(minutes(5)), a_state(1), a_state(2)])

    assert not record.active


def test_a_late_deactivation_does_not_undo_a_reactivation() -> None:
    gone, back = a_state(2, active=False, told_at=minutes(5)), a_state(3, told_at=minutes(9))

    record = after([a_state(1), gone, back, a_deactivation(minutes(5))])

    assert record.active


def test_a_reactivation_counts_though_the_inactive_state_before_it_is_still_on_its_way() -> None:
    record = after([a_state(1), a_deactivation(minutes(5)), a_state(3, told_at=minutes(9))])

    assert record.active


def test_a_reactivation_told_by_a_clock_that_is_behind_counts_all_the_same() -> None:
    gone, back = a_state(2, active=False, told_at=minutes(5)), a_state(3, told_at=minutes(4))

    record = after([a_deactivation(minutes(5)), back, gone])

    assert record.active


def test_an_account_of_which_only_the_deactivation_is_known_is_inactive() -> None:
    account = after([a_deactivation(minutes(1))]).account()

    assert (account.version, account.active) == (0, False)
