"""Days that are over close by themselves: in order, once, and not while anything of them still arrives."""

from datetime import datetime, timedelta

import pytest

from accounting.adapters.postgres.synchronisation import PostgresSynchronisation
from accounting.application.commands.close_ended_days import DAYS_AT_ONCE_MAX, SETTLING, CloseEndedDays
from accounting.domain.business_day import ONE_DAY, DayState, end_of
from accounting.domain.errors import TooManyDaysMissed
from chassis.postgres.database import Database
from tests.accounting.builders import (
    MOSCOW,
    NOON,
    TODAY,
    TOMORROW,
    YESTERDAY,
    a_charge,
    a_completion,
    an_account_id,
    charging,
    on,
    rewarding,
)
from tests.accounting.harness import Harness

MIDNIGHT = end_of(TODAY, MOSCOW)
SETTLED = MIDNIGHT + SETTLING


async def look(harness: Harness, at: datetime, *, patient: bool = False) -> bool:
    """As the worker does; impatient where the test has just booked what the days are about."""
    done = await harness.accounting.handle(CloseEndedDays(at, patient=patient))
    await harness.accounting.finish_closing()
    return done


async def closed_days(harness: Harness) -> list[str]:
    return [each["data"]["day"] for each in await harness.events("day.closed")]


async def test_a_day_closes_when_it_is_over_and_not_before(harness: Harness) -> None:
    await look(harness, NOON)
    await harness.handle(rewarding(a_completion(an_account_id())))

    await look(harness, MIDNIGHT + SETTLING - timedelta(microseconds=1))
    before = await closed_days(harness)
    await look(harness, SETTLED)

    assert before == []
    assert await closed_days(harness) == [TODAY.isoformat()]
    assert len(await harness.events("payout.made")) == 1


async def test_days_from_before_close_with_the_first_day_that_this_looked_after(harness: Harness) -> None:
    """So that a history which is told to a new installation can be closed day by day by whoever tells it."""
    kesha = an_account_id()
    await look(harness, NOON)
    await harness.handle(rewarding(a_completion(kesha, at=on(YESTERDAY))))

    await look(harness, NOON + timedelta(hours=1))
    before = await closed_days(harness)
    await look(harness, SETTLED)

    assert before == []
    assert await closed_days(harness) == [YESTERDAY.isoformat(), TODAY.isoformat()]
    assert await harness.balance(kesha) == 0


async def test_days_missed_while_the_system_was_down_close_in_order_with_or_without_entries(
    harness: Harness,
) -> None:
    kesha = an_account_id()
    await look(harness, NOON)
    await harness.handle(rewarding(a_completion(kesha)))

    await look(harness, SETTLED + 2 * ONE_DAY)

    three_days = [TODAY, TOMORROW, TOMORROW + ONE_DAY]
    assert await closed_days(harness) == [day.isoformat() for day in three_days]
    assert [each["data"]["day"] for each in await harness.events("payout.made")] == [TODAY.isoformat()]
    assert {(await harness.accounting.days.one(day)).state for day in three_days} == {DayState.CLOSED}


async def test_looking_again_ends_nothing_twice(harness: Harness) -> None:
    await look(harness, NOON)
    await harness.handle(rewarding(a_completion(an_account_id())))

    for _ in range(3):
        assert await look(harness, SETTLED)

    assert await closed_days(harness) == [TODAY.isoformat()]


async def test_a_clock_that_goes_back_opens_no_day_again(harness: Harness) -> None:
    kesha = an_account_id()
    await look(harness, NOON)
    await look(harness, SETTLED)

    await look(harness, NOON)
    await harness.handle(charging(a_charge(kesha)))
    await look(harness, SETTLED)

    (entry,) = await harness.entries(kesha)
    assert (entry.position.day, entry.occurred_at) == (TOMORROW, NOON)
    assert await closed_days(harness) == [TODAY.isoformat()]


async def test_a_clock_that_leaps_a_day_ahead_closes_early_and_loses_nothing(harness: Harness) -> None:
    kesha = an_account_id()
    await look(harness, NOON)
    await harness.handle(rewarding(a_completion(kesha)))
    await look(harness, SETTLED)

    await harness.handle(charging(a_charge(kesha)))
    await look(harness, SETTLED)
    await look(harness, SETTLED + ONE_DAY)

    assert await closed_days(harness) == [TODAY.isoformat(), TOMORROW.isoformat()]
    assert await harness.balance(kesha) == -1000
    assert [each["data"]["amount"] for each in await harness.events("payout.made")] == [3000]


async def test_a_clock_that_leaps_by_months_closes_nothing(harness: Harness) -> None:
    await look(harness, NOON)
    await harness.handle(charging(a_charge(an_account_id())))

    with pytest.raises(TooManyDaysMissed, match="63 days since 2026-11-20"):
        await look(harness, SETTLED + DAYS_AT_ONCE_MAX * ONE_DAY)

    assert await closed_days(harness) == []
    assert await look(harness, SETTLED + (DAYS_AT_ONCE_MAX - 1) * ONE_DAY)


async def test_a_clock_that_was_ahead_at_the_first_look_does_not_put_off_closing(harness: Harness) -> None:
    await look(harness, NOON + 400 * ONE_DAY)
    await look(harness, NOON)

    await look(harness, SETTLED)

    assert await closed_days(harness) == [TODAY.isoformat()]


async def test_what_was_ended_by_hand_is_left_alone(harness: Harness) -> None:
    await look(harness, NOON)
    await harness.accounting.close_day(TODAY)

    assert await look(harness, SETTLED)

    assert await closed_days(harness) == [TODAY.isoformat()]


async def test_nothing_closes_before_history_has_arrived_however_long_that_takes(either: Harness) -> None:
    await look(either, NOON)
    await _history(either, arrived=False)

    waits = await look(either, SETTLED)
    nothing = await closed_days(either)
    await _history(either, arrived=True)

    assert (waits, nothing) == (False, [])
    assert await look(either, SETTLED)
    assert await closed_days(either) == [TODAY.isoformat()]


async def test_nothing_closes_while_a_backlog_of_that_day_is_being_booked(in_postgres: Harness) -> None:
    await look(in_postgres, NOON)
    await in_postgres.handle(charging(a_charge(an_account_id())))

    waits = await look(in_postgres, SETTLED, patient=True)

    assert waits is False
    assert await closed_days(in_postgres) == []
    assert (await in_postgres.accounting.days.one(TODAY)).state is DayState.OPEN


async def test_entries_of_the_next_day_are_no_backlog(in_postgres: Harness) -> None:
    await look(in_postgres, NOON)
    await in_postgres.handle(charging(a_charge(an_account_id(), at=SETTLED)))

    assert await look(in_postgres, SETTLED, patient=True)

    assert await closed_days(in_postgres) == [TODAY.isoformat()]


async def test_a_backlog_that_was_booked_a_while_ago_holds_nothing_up(
    in_postgres: Harness, database: Database
) -> None:
    await in_postgres.handle(charging(a_charge(an_account_id())))

    async with database.transaction() as transaction:
        arrivals = PostgresSynchronisation(transaction)
        quiet = [await arrivals.is_quiet(MIDNIGHT, lately) for lately in (SETTLING, timedelta(0))]

    assert quiet == [False, True]


async def test_a_company_sees_its_own_midnight(in_postgres: Harness) -> None:
    """At nine in the evening UTC it is midnight in Moscow."""
    await look(in_postgres, NOON)

    await look(in_postgres, datetime.fromisoformat("2026-11-21T21:00:10Z"))

    assert await closed_days(in_postgres) == ["2026-11-21"]


async def _history(harness: Harness, *, arrived: bool) -> None:
    if harness.store is not None:
        harness.store.synchronised = arrived
        return
    assert harness.database is not None
    async with harness.database.transaction() as transaction:
        await transaction.driver.execute(
            "UPDATE synchronisation SET finished_at = CASE WHEN $1 THEN now() END", arrived
        )
