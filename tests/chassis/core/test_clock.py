"""Clocks tell UTC, and a settable one moves only when it is told to."""

from datetime import UTC, datetime, timedelta, timezone

from chassis.clock import SettableClock, SystemClock

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_the_machines_clock_tells_utc() -> None:
    before = datetime.now(UTC)

    now = SystemClock().now()

    assert now.utcoffset() == timedelta(0)
    assert before <= now <= datetime.now(UTC)


def test_a_settable_clock_stands_where_it_was_put() -> None:
    clock = SettableClock(NOON)

    assert clock.now() == clock.now() == NOON

    clock.put_at(NOON - timedelta(days=1))
    clock.advance(timedelta(hours=2))
    assert clock.now() == NOON - timedelta(hours=22)


def test_a_settable_clock_answers_in_utc_wherever_it_was_set() -> None:
    clock = SettableClock(NOON.astimezone(timezone(timedelta(hours=3))))

    assert clock.now().utcoffset() == timedelta(0)
