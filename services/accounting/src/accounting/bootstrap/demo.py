"""`demo`: wait until two weeks of history have been booked, then close each of their days on its evening."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from accounting.application.commands.close_day import CloseDay
from accounting.application.commands.continue_closing import ContinueClosing
from accounting.bootstrap.application import Application, application
from accounting.domain.business_day import day_of
from accounting.settings import AccountingSettings
from chassis.clock import SettableClock, SystemClock
from chassis.history import history_has_arrived
from chassis.postgres.database import Database

DONE, REFUSED = 0, 1
WAIT_SECONDS: Final = 60.0
LOOK_EVERY_SECONDS: Final = 0.1
EMPLOYEES_MAX: Final = 10_000

BOOKED = "SELECT count(*) FILTER (WHERE kind = 1), count(*) FILTER (WHERE kind = 2) FROM transfer"
FIRST_DAY = "SELECT min(day) FROM business_day"


def run_demo(arguments: Sequence[str]) -> int:
    """`demo --assignments N --completions N`: how much the tracker has told; in a demo installation only."""
    parser = argparse.ArgumentParser(prog="python -m accounting demo")
    parser.add_argument("--assignments", type=int, required=True)
    parser.add_argument("--completions", type=int, required=True)
    told = parser.parse_args(arguments)
    settings = AccountingSettings()
    if not settings.demo:
        print("A history is made up in a demo installation only (POPUG_DEMO=1).", file=sys.stderr)
        return REFUSED
    return asyncio.run(_run(settings, told.assignments, told.completions))


async def _run(settings: AccountingSettings, assignments: int, completions: int) -> int:
    clock = SettableClock.at_present()
    core = application(settings, clock, process="accounting-demo", pool_size=2)
    await core.start()
    try:
        if not await _arrived(core.database, assignments, completions):
            print(f"The history had not been booked after {WAIT_SECONDS:.0f} s.", file=sys.stderr)
            return REFUSED
        closed = await _close_days(core, clock, settings.time_zone)
    finally:
        await core.stop()
    print(f"{closed} days closed.")
    return DONE


async def _arrived(database: Database, assignments: int, completions: int) -> bool:
    for _ in range(round(WAIT_SECONDS / LOOK_EVERY_SECONDS)):
        async with database.reading() as reading:
            booked = await reading.driver.fetch(BOOKED)
            complete = await history_has_arrived("accounting", reading)
        if complete and all(fees >= assignments and rewards >= completions for fees, rewards in booked):
            return True
        await asyncio.sleep(LOOK_EVERY_SECONDS)
    return False


async def _close_days(core: Application, clock: SettableClock, zone: tzinfo) -> int:
    today = day_of(SystemClock().now(), zone)
    async with core.database.reading() as reading:
        first: date = await reading.driver.fetchval(FIRST_DAY) or today
    days = [first + timedelta(days=number) for number in range((today - first).days)]
    for day in days:
        clock.put_at(datetime.combine(day + timedelta(days=1), time(0, 1), zone))
        # One transaction, so that the worker, whose clock is today's, never finds this day being closed.
        await core.accounting.mediator.handle_all([CloseDay(day), ContinueClosing(EMPLOYEES_MAX)])
        await core.accounting.finish_closing()
    return len(days)
