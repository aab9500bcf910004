"""The most expensive task of a day, week, month and range, in memory and in PostgreSQL alike."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from analytics.application.views import DayFigures, Summary
from analytics.domain.periods import Period
from tests.analytics.builders import (
    FEED_THE_CAT,
    FIX_THE_BEAK,
    GOSHA,
    KESHA,
    TODAY,
    a_reward,
    at,
    learning,
    registering,
    yesterday,
)
from tests.analytics.harness import Harness


async def figures_of(harness: Harness, day: date) -> DayFigures:
    (figures,) = await harness.analytics.earnings.by_day(Period.day_of(day))
    return figures


async def summary_of(harness: Harness, day: date = TODAY) -> Summary:
    return await harness.analytics.summaries.of(day)


async def test_the_most_expensive_task_is_the_highest_reward_with_name_and_popug(harness: Harness) -> None:
    await harness.hear(learning(FIX_THE_BEAK, "Fix the beak", "UBERPOP-42"), registering(KESHA, "Kesha"))
    await harness.book(a_reward(3800), a_reward(2300, task_id=FEED_THE_CAT, account_id=GOSHA))

    shown = (await summary_of(harness)).most_expensive_of_day

    assert shown is not None
    assert (shown.completion.reward, shown.task.jira_id, shown.task.title) == (
        3800,
        "UBERPOP-42",
        "Fix the beak",
    )
    assert (shown.account.name, shown.completion.others) == ("Kesha", 0)


async def test_a_task_and_a_popug_not_heard_of_yet_have_no_name(harness: Harness) -> None:
    await harness.book(a_reward(3800))
    nameless = (await summary_of(harness)).most_expensive_of_day

    await harness.hear(learning(FIX_THE_BEAK, "Fix the beak"), registering(KESHA, "Kesha"))
    named = (await summary_of(harness)).most_expensive_of_day

    assert nameless is not None
    assert (nameless.task.jira_id, nameless.task.title, nameless.account.name) == (None, "", "")
    assert named is not None
    assert (named.task.title, named.account.name) == ("Fix the beak", "Kesha")


@pytest.mark.parametrize("reverse", [False, True], ids=["earlier first", "later first"])
async def test_of_tasks_as_expensive_the_one_completed_first_is_named_and_the_others_counted(
    harness: Harness, reverse: bool
) -> None:
    rivals = [
        a_reward(4000, task_id=FEED_THE_CAT, occurred_at=at(TODAY, 9)),
        a_reward(4000, task_id=FIX_THE_BEAK, occurred_at=at(TODAY, 10)),
        a_reward(4000, task_id=FIX_THE_BEAK, occurred_at=at(TODAY, 11)),
        a_reward(3900, occurred_at=at(TODAY, 8)),
    ]

    for entry in reversed(rivals) if reverse else rivals:
        await harness.book(entry)

    shown = (await summary_of(harness)).most_expensive_of_day
    assert shown is not None
    assert (shown.completion.task_id, shown.completion.others) == (FEED_THE_CAT, 2)


async def test_a_completion_told_twice_in_one_batch_is_no_rival_of_itself(harness: Harness) -> None:
    reward = a_reward(4000)

    await harness.book(reward, reward)

    shown = (await summary_of(harness)).most_expensive_of_day
    assert shown is not None
    assert shown.completion.others == 0


async def test_of_tasks_completed_at_the_same_time_the_lower_transfer_is_named(harness: Harness) -> None:
    for number in (2, 1, 3):
        await harness.book(a_reward(4000, transfer_id=UUID(int=number)))

    shown = (await summary_of(harness)).most_expensive_of_day

    assert shown is not None
    assert shown.completion.transfer_id == UUID(int=1)


async def test_a_higher_reward_starts_the_count_of_others_anew(harness: Harness) -> None:
    await harness.book(a_reward(3000), a_reward(3000))
    await harness.book(a_reward(3100))

    shown = (await summary_of(harness)).most_expensive_of_day

    assert shown is not None
    assert (shown.completion.reward, shown.completion.others) == (3100, 0)


async def test_a_task_counts_on_the_day_it_was_completed_and_is_paid_on_the_day_it_is_booked(
    harness: Harness,
) -> None:
    await harness.book(a_reward(3800, day=TODAY, occurred_at=at(yesterday(), 23, 59)))

    found = await harness.analytics.most_expensive_tasks.by_day(Period(yesterday(), TODAY))

    assert [each.completion.day for each in found.days] == [yesterday()]
    assert (await figures_of(harness, TODAY)).rewards == 3800


async def test_a_day_begins_at_midnight_in_the_companys_time_zone(harness: Harness) -> None:
    await harness.book(
        a_reward(2000, occurred_at=at(TODAY, 0, 0)), a_reward(2100, occurred_at=at(yesterday(), 23, 59))
    )

    found = await harness.analytics.most_expensive_tasks.by_day(Period(yesterday(), TODAY))

    assert [(each.completion.day, each.completion.reward) for each in found.days] == [
        (yesterday(), 2100),
        (TODAY, 2000),
    ]


@pytest.mark.parametrize(
    ("today", "within", "outside"),
    [
        (
            date(2026, 11, 18),
            [date(2026, 11, 16), date(2026, 11, 22)],
            [date(2026, 11, 15), date(2026, 11, 23)],
        ),
        (date(2027, 1, 1), [date(2026, 12, 28), date(2027, 1, 3)], [date(2026, 12, 27), date(2027, 1, 4)]),
    ],
    ids=["in mid-month", "over the new year"],
)
async def test_a_week_is_monday_to_sunday(
    harness: Harness, today: date, within: list[date], outside: list[date]
) -> None:
    for number, day in enumerate(outside):
        await harness.book(a_reward(9000 + number, day=day))
    before = (await summary_of(harness, today)).most_expensive_of_week
    for number, day in enumerate(within):
        await harness.book(a_reward(1000 + number, day=day))

    week = (await summary_of(harness, today)).most_expensive_of_week

    assert before is None
    assert week is not None
    assert (week.completion.day, week.completion.reward) == (within[-1], 1001)


@pytest.mark.parametrize(
    ("today", "last", "next_day"),
    [
        (date(2027, 2, 10), date(2027, 2, 28), date(2027, 3, 1)),
        (date(2028, 2, 10), date(2028, 2, 29), date(2028, 3, 1)),
        (date(2026, 12, 10), date(2026, 12, 31), date(2027, 1, 1)),
    ],
    ids=["28 days", "29 days", "31 days"],
)
async def test_a_month_is_the_calendars(harness: Harness, today: date, last: date, next_day: date) -> None:
    first = today.replace(day=1)
    await harness.book(a_reward(9000, day=next_day), a_reward(9001, day=first - timedelta(days=1)))
    before = (await summary_of(harness, today)).most_expensive_of_month
    await harness.book(a_reward(1000, day=first), a_reward(1001, day=last))

    month = (await summary_of(harness, today)).most_expensive_of_month

    assert before is None
    assert month is not None
    assert (month.completion.day, month.completion.reward) == (last, 1001)


async def test_ties_of_different_days_count_towards_the_range(harness: Harness) -> None:
    await harness.book(a_reward(4000, day=yesterday()), a_reward(4000), a_reward(4000))

    found = await harness.analytics.most_expensive_tasks.by_day(Period(yesterday(), TODAY))

    assert [each.completion.others for each in found.days] == [0, 1]
    assert found.maximum is not None
    assert (found.maximum.completion.day, found.maximum.completion.others) == (yesterday(), 2)
