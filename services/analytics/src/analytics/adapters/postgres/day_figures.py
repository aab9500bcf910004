"""Days and their figures as PostgreSQL keeps them: a row a day, however many entries it had."""

from collections.abc import Sequence
from datetime import date, datetime

from analytics.application.views import ClosedTotals, DayFigures
from analytics.domain.identifiers import Cents
from analytics.domain.periods import Period
from chassis.postgres.database import Transaction

EVERY_DAY = """
SELECT day, coalesce(f.fees, 0) AS fees, coalesce(f.rewards, 0) AS rewards,
    coalesce(f.payouts, 0) AS payouts, coalesce(f.completions, 0) AS completions,
    (sum(coalesce(f.into_the_red, 0)) OVER (ORDER BY day))::bigint AS accounts_in_the_red,
    c.fees AS closed_fees, c.rewards AS closed_rewards, c.payouts AS closed_payouts
FROM day_figures f FULL JOIN closed_day c USING (day)
"""
"""Days with entries or closed ones; of any other day only who is in the red is known, from the day before."""

BY_DAY = f"""
SELECT * FROM ({EVERY_DAY}) AS every
WHERE day BETWEEN $1 AND $2 OR day = (
    SELECT max(day) FROM (SELECT day FROM day_figures UNION ALL SELECT day FROM closed_day) d WHERE day < $1
)
ORDER BY day
"""  # noqa: S608 - made of constants
NOW = """
SELECT coalesce(sum(into_the_red), 0)::bigint AS accounts_in_the_red, max(latest_entry_at) AS latest_entry_at
FROM day_figures
"""


async def figures_by_day(reading: Transaction, period: Period) -> Sequence[DayFigures]:
    """Every day of `period`, oldest first."""
    rows = await reading.driver.fetch(BY_DAY, period.first, period.last)
    return days_of(period, [day_from(*row) for row in rows])


async def in_the_red_now(reading: Transaction) -> tuple[int, datetime | None]:
    """How many accounts owe the company, and when the latest entry known of happened."""
    (row,) = await reading.driver.fetch(NOW)
    return row["accounts_in_the_red"], row["latest_entry_at"]


def days_of(period: Period, known: Sequence[DayFigures]) -> Sequence[DayFigures]:
    """Every day of `period`, of days with figures, in order and from before `period` on."""
    red = next((each.accounts_in_the_red for each in reversed(known) if each.day < period.first), 0)
    by_day = {each.day: each for each in known}
    days: list[DayFigures] = []
    for day in period.days():
        figures = by_day.get(day) or DayFigures(day, Cents(0), Cents(0), 0, red)
        red = figures.accounts_in_the_red
        days.append(figures)
    return days


def day_from(
    day: date,
    fees: int,
    rewards: int,
    payouts: int,
    completions: int,
    in_the_red: int,
    closed_fees: int | None,
    closed_rewards: int | None,
    closed_payouts: int | None,
) -> DayFigures:
    """The columns of `EVERY_DAY`."""
    closed = None
    if closed_fees is not None and closed_rewards is not None and closed_payouts is not None:
        closed = ClosedTotals(Cents(closed_fees), Cents(closed_rewards), Cents(closed_payouts))
    return DayFigures(day, Cents(fees), Cents(rewards), completions, in_the_red, Cents(payouts), closed)
