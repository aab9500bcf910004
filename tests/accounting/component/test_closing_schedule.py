"""The worker's duty that ends days: when it looks, what it waits for, and that two of them do no harm."""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from accounting.application.commands.close_ended_days import SETTLING
from accounting.bootstrap.worker import build_worker
from accounting.domain.business_day import ONE_DAY, end_of
from accounting.entrypoints.live import DAY_HINTS
from accounting.entrypoints.scheduler.closing_runner import ClosingRunner
from accounting.entrypoints.scheduler.closing_schedule import PATIENCE, ClosingSchedule
from chassis.clock import SettableClock
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
from tests.accounting.component.payroll import Told
from tests.accounting.component.settings import settings_over
from tests.accounting.harness import Harness
from tests.chassis.messaging.support import running
from tests.eventually import eventually
from tests.infrastructure import DatabaseUrls

SETTLED = end_of(TODAY, MOSCOW) + SETTLING


class Surroundings:
    """What the duty goes by: clocks, and whether events arrive."""

    def __init__(self, accounting: Harness) -> None:
        self.accounting = accounting
        self.clock = SettableClock(NOON)
        self.seconds = 1_000.0
        self.hears = True
        self.told = Told()

    def schedule(self) -> ClosingSchedule:
        return ClosingSchedule(
            self.accounting.accounting, self._now, MOSCOW, lambda: self.hears, self.told, lambda: self.seconds
        )

    async def _now(self) -> datetime:
        return self.clock.now()

    def pass_time(self, by: timedelta) -> None:
        self.clock.advance(by)
        self.seconds += by.total_seconds()

    async def closed_days(self) -> Iterable[str]:
        """Those that are, whoever pays out having done so."""
        runner = ClosingRunner(self.accounting.accounting, self.told)
        while await runner.next_instalment():
            pass
        return [each["data"]["day"] for each in await self.accounting.events("day.closed")]


@pytest.fixture
def around(harness: Harness) -> Surroundings:
    return Surroundings(harness)


async def looked_at_noon(around: Surroundings) -> ClosingSchedule:
    """A duty that has been at work since today's noon."""
    schedule = around.schedule()
    await schedule.look()
    around.pass_time(SETTLING)
    await schedule.look()
    return schedule


async def test_it_ends_the_day_once_it_is_over(around: Surroundings) -> None:
    schedule = await looked_at_noon(around)

    around.pass_time(SETTLED - around.clock.now() - timedelta(seconds=1))
    await schedule.look()
    before = await around.closed_days()
    around.pass_time(timedelta(seconds=1))
    await schedule.look()

    assert before == []
    assert await around.closed_days() == [TODAY.isoformat()]
    assert set(DAY_HINTS) <= set(around.told.hints)


async def test_what_happened_a_moment_before_midnight_and_arrived_after_it_is_booked_on_its_day(
    around: Surroundings,
) -> None:
    schedule = await looked_at_noon(around)
    kesha = an_account_id()

    around.pass_time(SETTLED - around.clock.now() - timedelta(seconds=5))
    await schedule.look()
    just_before_midnight = end_of(TODAY, MOSCOW) - timedelta(milliseconds=1)
    await around.accounting.handle(charging(a_charge(kesha, at=just_before_midnight)))

    (entry,) = await around.accounting.entries(kesha)
    assert entry.position.day == TODAY


async def test_three_days_down_are_closed_in_order_once_events_have_been_heard_for_a_while(
    around: Surroundings,
) -> None:
    await looked_at_noon(around)
    around.pass_time(3 * ONE_DAY)
    again = around.schedule()

    await again.look()
    at_once = await around.closed_days()
    around.pass_time(SETTLING)
    await again.look()

    assert at_once == []
    days = [TODAY, TOMORROW, TOMORROW + ONE_DAY]
    assert await around.closed_days() == [day.isoformat() for day in days]


async def test_while_the_broker_is_away_it_waits_but_not_for_ever(around: Surroundings) -> None:
    schedule = await looked_at_noon(around)
    around.hears = False
    around.pass_time(SETTLED - around.clock.now())

    await schedule.look()
    around.pass_time(PATIENCE - timedelta(seconds=1))
    await schedule.look()
    waited = await around.closed_days()
    around.pass_time(timedelta(seconds=1))
    await schedule.look()

    assert waited == []
    assert await around.closed_days() == [TODAY.isoformat()]


async def test_a_connection_that_was_lost_is_listened_to_for_a_while_again(around: Surroundings) -> None:
    schedule = await looked_at_noon(around)
    around.hears = False
    around.pass_time(SETTLED - around.clock.now())
    await schedule.look()
    around.hears = True

    await schedule.look()
    at_once = await around.closed_days()
    around.pass_time(SETTLING)
    await schedule.look()

    assert at_once == []
    assert await around.closed_days() == [TODAY.isoformat()]


async def test_two_at_once_end_and_pay_a_day_once(in_postgres: Harness) -> None:
    around = Surroundings(in_postgres)
    one, other = await looked_at_noon(around), await looked_at_noon(around)
    people = [an_account_id() for _ in range(40)]
    await in_postgres.handle(rewarding(*(a_completion(who, at=on(YESTERDAY)) for who in people)))
    around.pass_time(SETTLED + PATIENCE - around.clock.now())

    await asyncio.gather(*(schedule.look() for schedule in (one, other)))
    around.pass_time(PATIENCE)
    await asyncio.gather(*(schedule.look() for schedule in (one, other)))
    await asyncio.gather(around.closed_days(), around.closed_days())

    assert await around.closed_days() == [YESTERDAY.isoformat(), TODAY.isoformat()]
    assert len(await in_postgres.events("payout.made")) == len(people)


async def test_a_clock_that_cannot_be_right_ends_nothing_and_is_complained_of(around: Surroundings) -> None:
    schedule = await looked_at_noon(around)
    duty = schedule.duty()
    around.pass_time(400 * ONE_DAY)

    with capture_logs() as logs:
        async with running(duty):
            await eventually(lambda: bool(logs))

    assert {log["event"] for log in logs} == {"no day is ended"}
    assert "400 days since 2026-11-20" in logs[0]["reason"]
    assert await around.closed_days() == []
    assert duty.ready()


@pytest.mark.parametrize(("close_days", "has_it"), [(True, True), (False, False)])
async def test_a_company_may_close_its_days_by_hand(
    urls: DatabaseUrls, close_days: bool, has_it: bool
) -> None:
    worker = build_worker(settings_over(urls, close_days=close_days))

    assert ("closing schedule" in [duty.name for duty in worker.tasks]) is has_it
