"""Finds the open day each happening is booked on, and keeps those days from ending meanwhile."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from accounting.domain.business_day import booking_day
from chassis.postgres.database import Transaction

ATTEMPTS_MAX = 5

LAST_ENDED = "SELECT max(day) FROM business_day WHERE state <> 'open'"

OPEN_DAYS = """
INSERT INTO business_day (day) SELECT day FROM unnest($1::date[]) day ORDER BY day
ON CONFLICT (day) DO NOTHING
"""

HOLD = """
SELECT day, state FROM business_day
WHERE day = ANY ($1::date[])
    AND day > coalesce((SELECT max(day) FROM business_day WHERE state <> 'open'), '-infinity')
ORDER BY day FOR KEY SHARE
"""


class NoDayStaysOpen(TimeoutError):
    """Days ended faster than a batch could be booked; trying again is safe."""


async def hold_booking_days(transaction: Transaction, happened_on: Collection[date]) -> Mapping[date, date]:
    """Map each day something happened on to the open day it is booked on, and hold those open.

    Ending a day takes its row `FOR UPDATE`, so a held day ends only after this transaction. A day that was
    just being ended is seen so once the lock is granted; then the answer is worked out anew. Mostly all are
    open, which one look shows; an open row behind an ended day is none of them.
    """
    if await _are_held_open(transaction, sorted(happened_on)):
        return {day: day for day in happened_on}
    for _ in range(ATTEMPTS_MAX):
        last_ended = await transaction.driver.fetchval(LAST_ENDED)
        booked_on = {day: booking_day(day, last_ended) for day in happened_on}
        wanted = sorted(set(booked_on.values()))
        await transaction.driver.execute(OPEN_DAYS, wanted)
        if await _are_held_open(transaction, wanted):
            return booked_on
    raise NoDayStaysOpen(f"no open day could be held in {ATTEMPTS_MAX} attempts")


async def _are_held_open(transaction: Transaction, days: Sequence[date]) -> bool:
    held = await transaction.driver.fetch(HOLD, days)
    return len(held) == len(days) and all(row["state"] == "open" for row in held)
