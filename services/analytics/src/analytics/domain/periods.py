"""Periods the dashboard speaks of: the day, the calendar week and the calendar month of a day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from analytics.domain.errors import InvalidRange

RANGE_DAYS_MAX = 366


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days from `first` to `last`, both included."""

    first: date
    last: date

    @classmethod
    def between(cls, first: date, last: date) -> "Period":
        """Refuses a range that ends before it begins, or is longer than a year."""
        if last < first:
            raise InvalidRange("The range ends before it begins: exchange the two days.")
        if (last - first).days >= RANGE_DAYS_MAX:
            raise InvalidRange(f"A range has at most {RANGE_DAYS_MAX} days.")
        return cls(first, last)

    @classmethod
    def day_of(cls, day: date) -> "Period":
        """Just that day."""
        return cls(day, day)

    @classmethod
    def week_of(cls, day: date) -> "Period":
        """Monday to Sunday (ISO 8601)."""
        monday = day - timedelta(days=day.weekday())
        return cls(monday, monday + timedelta(days=6))

    @classmethod
    def month_of(cls, day: date) -> "Period":
        """The calendar month, however many days it has."""
        first = day.replace(day=1)
        return cls(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def covering(self, *others: "Period") -> "Period":
        """The shortest period that holds this one and `others`."""
        every = (self, *others)
        return Period(min(each.first for each in every), max(each.last for each in every))

    def days(self) -> list[date]:
        """Every day of the period, oldest first."""
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]


def day_at(moment: datetime, zone: tzinfo) -> date:
    """The company's calendar day at `moment`."""
    return moment.astimezone(zone).date()
