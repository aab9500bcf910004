"""Days, ranges and rewards as the list of the most expensive tasks writes them: `01–03 March — $38`."""

import re
from datetime import date

from babel.dates import format_date

from analytics.domain.identifiers import Cents
from analytics.domain.periods import Period
from chassis.pages.formatting import Formatter

NO_CENTS = re.compile(r"[.,]00(?=\D*$)")


def short_day(day: date, formatter: Formatter) -> str:
    """`03.03`, or `03.03.2025` when it is of another year."""
    return day.strftime("%d.%m" if day.year == formatter.today().year else "%d.%m.%Y")


def day_range(period: Period, formatter: Formatter) -> str:
    """`01–03 March`, `27 February – 03 March`, with the years where one is not the present one."""
    first, last = period.first, period.last
    if first == last:
        return short_day(first, formatter)
    year = " y" if {first.year, last.year} != {formatter.today().year} else ""
    end = format_date(last, f"dd MMMM{year}", locale=formatter.locale)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%d}–{end}"
    of_first = year if first.year != last.year else ""
    return f"{format_date(first, f'dd MMMM{of_first}', locale=formatter.locale)} – {end}"


def whole_money(cents: Cents, formatter: Formatter) -> str:
    """`$28`, and `$28.50` where there are cents."""
    return NO_CENTS.sub("", formatter.money(cents))
