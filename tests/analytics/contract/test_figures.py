"""What entries come to, by the domain's rules in memory and by the statements in PostgreSQL."""

from datetime import date, timedelta

import pytest

from analytics.application.views import DayFigures, Summary
from analytics.domain.errors import EntryWithoutTask
from analytics.domain.identifiers import Cents
from analytics.domain.periods import Period
from tests.analytics.builders import (
    GOSHA,
    TODAY,
    a_fee,
    a_payout,
    a_reward,
    at,
    learning,
    yesterday,
)
from tests.analytics.harness import Harness


async def figures_of(harness: Harness, day: date) -> DayFigures:
    (figures,) = await harness.analytics.earnings.by_day(Period.day_of(day))
    return figures


async def summary_of(harness: Harness, day: date = TODAY) -> Summary:
    return await harness.analytics.summaries.of(day)


async def test_management_earns_the_fees_and_loses_the_rewards(harness: Harness) -> None:
    await harness.book(a_fee(1500), a_fee(1200), a_reward(3000))

    figures = await figures_of(harness, TODAY)

    assert (figures.fees, figures.rewards, figures.earnings, figures.completions) == (2700, 3000, -300, 1)


async def test_payouts_are_neither_earned_nor_lost(harness: Harness) -> None:
    await harness.book(a_reward(3000), a_payout(3000))

    figures = await figures_of(harness, TODAY)

    assert figures.earnings == -3000
    assert (await harness.analytics.totals.all()).days[0].payouts == 3000


async def test_an_entry_counts_once_however_often_it_is_told(harness: Harness) -> None:
    fee = a_fee(1500)

    await harness.book(fee, fee)
    await harness.book(fee)

    totals = await harness.analytics.totals.all()
    assert [(day.fees, day.entries) for day in totals.days] == [(1500, 1)]
    assert totals.accounts_in_the_red == 1


async def test_a_day_without_entries_is_a_row_of_noughts_that_keeps_the_red(harness: Harness) -> None:
    await harness.book(a_fee(1500, day=TODAY - timedelta(days=2)))

    days = await harness.analytics.earnings.by_day(Period(TODAY - timedelta(days=3), TODAY))

    assert [(day.day, day.fees, day.accounts_in_the_red) for day in days] == [
        (TODAY - timedelta(days=3), 0, 0),
        (TODAY - timedelta(days=2), 1500, 1),
        (TODAY - timedelta(days=1), 0, 1),
        (TODAY, 0, 1),
    ]


async def test_in_the_red_is_who_owes_at_the_days_end(harness: Harness) -> None:
    await harness.book(a_fee(1500), a_reward(3000), a_fee(1000, account_id=GOSHA))

    summary = await summary_of(harness)

    assert summary.accounts_in_the_red == 1
    assert summary.day.accounts_in_the_red == 1


async def test_in_and_out_of_the_red_within_a_day_is_no_change(harness: Harness) -> None:
    await harness.book(a_fee(1500, occurred_at=at(TODAY, 9)))
    in_between = (await summary_of(harness)).accounts_in_the_red
    await harness.book(a_reward(3000, occurred_at=at(TODAY, 18)))

    summary = await summary_of(harness)

    assert in_between == 1
    assert (summary.accounts_in_the_red, summary.day.accounts_in_the_red) == (0, 0)


async def test_a_balance_of_nothing_is_not_red(harness: Harness) -> None:
    await harness.book(a_reward(3000), a_payout(3000))

    assert (await summary_of(harness)).accounts_in_the_red == 0


async def test_an_earlier_day_heard_of_late_changes_who_was_in_the_red_since(harness: Harness) -> None:
    await harness.book(a_fee(1500, day=TODAY))

    await harness.book(a_reward(2000, day=TODAY - timedelta(days=2)))

    days = await harness.analytics.earnings.by_day(Period(TODAY - timedelta(days=2), TODAY))
    assert [day.accounts_in_the_red for day in days] == [0, 0, 0]


async def test_yesterday_stands_beside_today(harness: Harness) -> None:
    await harness.book(a_fee(1000, day=yesterday()), a_fee(2000, day=TODAY))

    summary = await summary_of(harness)

    assert (summary.day_before.earnings, summary.day.earnings) == (1000, 2000)


async def test_how_far_the_figures_reach_is_the_latest_entry_in_whatever_order(harness: Harness) -> None:
    before = await summary_of(harness)
    await harness.book(a_fee(occurred_at=at(TODAY, 18)))
    await harness.book(a_fee(occurred_at=at(TODAY, 9)))

    summary = await summary_of(harness)

    assert before.latest_entry_at is None
    assert summary.latest_entry_at == at(TODAY, 18)


async def test_without_entries_there_is_nothing_and_nothing_breaks(harness: Harness) -> None:
    seen = await harness.look(Period(yesterday(), TODAY))

    assert (seen.summary.most_expensive_of_day, seen.most_expensive.maximum, seen.totals.days) == (
        None,
        None,
        [],
    )
    assert [day.earnings for day in seen.days] == [0, 0]


async def test_a_batch_that_fails_leaves_nothing_behind(harness: Harness) -> None:
    before = await harness.look(Period.day_of(TODAY))
    nobody_handles = type("NobodyHandles", (), {})()

    with pytest.raises(LookupError):
        await harness.hear(learning(), nobody_handles)

    await harness.book(a_reward(3800))
    shown = (await summary_of(harness)).most_expensive_of_day
    assert before.totals.days == []
    assert shown is not None
    assert shown.task.title == ""


def test_a_reward_for_no_task_is_refused() -> None:
    with pytest.raises(EntryWithoutTask):
        a_reward(3000, task_id=None)


def test_a_payout_is_for_no_task() -> None:
    assert a_payout(3000).task_id is None
    assert Cents(a_payout(3000).moves_balance_by) == -3000
