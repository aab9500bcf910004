"""How money, numbers and times read, in the visitor's language and the company's time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.numbers import format_currency, format_decimal, format_percent
from babel.support import NullTranslations
from babel.units import format_unit

from chassis.clock import Clock
from chassis.pages.catalogues import message

MINUS = "\N{MINUS SIGN}"
REMEMBERED_MAX = 20_000
"""A page of a year's figures says the same amounts and days again and again; spelling one takes 20 µs."""
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@lru_cache(REMEMBERED_MAX)
def money(cents: int, locale: str = "en", *, signed: bool = False) -> str:
    """Cents as exact dollars: `$1,234.50`, `−$15.00`, in Russian `1 234,50 $`. `signed`: with a plus."""
    amount = format_currency(Decimal(abs(cents)) / 100, "USD", locale=locale)
    if cents < 0:
        return MINUS + amount
    return f"+{amount}" if signed and cents > 0 else amount


@lru_cache(REMEMBERED_MAX)
def number(value: Decimal | float, locale: str = "en") -> str:
    """A number with the locale's grouping and at most three decimals, with a real minus sign."""
    return format_decimal(value, locale=locale).replace("-", MINUS)


def percent(share: float, locale: str = "en") -> str:
    """A share of one as a whole percentage."""
    return format_percent(share, locale=locale).replace("-", MINUS)


@lru_cache(REMEMBERED_MAX)
def day(value: date, locale: str = "en", *, today: date | None = None) -> str:
    """A calendar day: `21 Nov` when it falls in the year of `today`, otherwise with its year."""
    if today is not None and value.year == today.year:
        return format_date(value, "d MMM", locale=locale)
    return format_date(value, "d MMM y", locale=locale)


@lru_cache(REMEMBERED_MAX)
def full_day(value: date, locale: str = "en") -> str:
    """The day with its weekday and year: `Friday, 21 November 2026`."""
    return format_date(value, "EEEE, d MMMM y", locale=locale)


def duration(seconds: float, locale: str = "en") -> str:
    """How long something took, in at most two units: `0.4 sec`, `14 sec`, `2 min 5 sec`, `3 hr 20 min`."""
    if seconds < 10:
        return _unit(Decimal(str(round(seconds, 1))), "second", locale)
    minutes, rest = divmod(round(seconds), 60)
    if minutes == 0:
        return _unit(rest, "second", locale)
    if minutes < 60:
        return _joined(((minutes, "minute"), (rest, "second")), locale)
    return _joined(((minutes // 60, "hour"), (minutes % 60, "minute")), locale)


def relative_time(moment: datetime, now: datetime, locale: str = "en") -> str:
    """How far `moment` lies from `now`, in one unit: `2 min ago`, `in 3 hr`. Both timezone-aware."""
    return format_timedelta(moment - now, add_direction=True, format="short", threshold=1, locale=locale)


def _unit(value: Decimal | int, unit: str, locale: str) -> str:
    return format_unit(value, f"duration-{unit}", length="short", locale=locale)


def _joined(parts: tuple[tuple[int, str], ...], locale: str) -> str:
    return " ".join(_unit(value, unit, locale) for value, unit in parts if value)


@dataclass(frozen=True, slots=True)
class Formatter:
    """Formatting for one language: the functions above with locale, time zone and clock filled in."""

    locale: str
    time_zone: tzinfo
    translations: NullTranslations
    clock: Clock

    def money(self, cents: int, signed: bool = False) -> str:
        """See `money`."""
        return money(cents, self.locale, signed=signed)

    def number(self, value: Decimal | float) -> str:
        """See `number`."""
        return number(value, self.locale)

    def percent(self, share: float) -> str:
        """See `percent`."""
        return percent(share, self.locale)

    def duration(self, seconds: float) -> str:
        """See `duration`."""
        return duration(seconds, self.locale)

    def today(self) -> date:
        """The present day in the company's time zone."""
        return self.clock.now().astimezone(self.time_zone).date()

    def day(self, value: date) -> str:
        """`today`, `yesterday`, `19 Nov`, or with the year when it is another one."""
        today = self.today()
        if value == today:
            return self.translations.gettext(message("today"))
        if value == today - timedelta(days=1):
            return self.translations.gettext(message("yesterday"))
        return day(value, self.locale, today=today)

    def full_day(self, value: date) -> str:
        """See `full_day`."""
        return full_day(value, self.locale)

    def time(self, moment: datetime) -> str:
        """Relative within the hour, the clock today, otherwise the day (and the clock while it is near)."""
        age = self.clock.now() - moment
        if timedelta(0) <= age < MINUTE:
            return self.translations.gettext(message("just now"))
        if abs(age) < HOUR:
            return relative_time(moment, self.clock.now(), self.locale)
        on = moment.astimezone(self.time_zone).date()
        if on == self.today():
            return self.clock_time(moment)
        if on.year == self.today().year:
            return f"{self.day(on)} {self.clock_time(moment)}"
        return self.day(on)

    def clock_time(self, moment: datetime) -> str:
        """Hours and minutes in the company's time zone: `14:02`."""
        return format_time(moment.astimezone(self.time_zone), "HH:mm", locale=self.locale)

    def full_time(self, moment: datetime) -> str:
        """The whole truth, to the second, with the zone: `21 November 2026, 14:02:11 GMT+3`."""
        local = moment.astimezone(self.time_zone)
        return format_datetime(local, "d MMMM y, HH:mm:ss z", tzinfo=self.time_zone, locale=self.locale)

    def machine_time(self, moment: datetime) -> str:
        """RFC 3339 in UTC, for the `datetime` attribute."""
        return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
