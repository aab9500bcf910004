"""The range of days the dashboard shows, as its address says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from analytics.domain.errors import InvalidRange
from analytics.domain.periods import Period
from chassis.pages import message

RANGES = {"today": 1, "7-days": 7, "30-days": 30}
RANGE_DEFAULT = "7-days"
DAYS_LISTED_MAX = 31
CUSTOM = "custom"
NO_RANGE = message(
    "These two days make no range: the first is not after the last, and there are at most 366."
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """`name` is one of `RANGES` or `CUSTOM`; `refusal` says why what was asked for cannot be shown.

    Of a longer range the days are listed a month at a time: those up to `until`.
    """

    name: str
    period: Period
    refusal: str = ""
    until: date | None = None

    @property
    def listed(self) -> Period:
        """The days that are listed one by one."""
        last = self.period.last if self.until is None else self.until
        return Period(max(self.period.first, last - timedelta(days=DAYS_LISTED_MAX - 1)), last)

    @property
    def later(self) -> str:
        """What leads to the days after those listed; nothing where there are none."""
        if self.listed.last == self.period.last:
            return ""
        return self._listing(min(self.period.last, self.listed.last + timedelta(days=DAYS_LISTED_MAX)))

    @property
    def earlier(self) -> str:
        """What leads to the days before those listed; nothing where there are none."""
        if self.listed.first == self.period.first:
            return ""
        return self._listing(self.listed.first - timedelta(days=1))

    @property
    def here(self) -> str:
        """What leads to the very same page."""
        return self.query if self.until is None else self._listing(self.until)

    def _listing(self, until: date) -> str:
        return f"{self.query}&{urlencode({'until': until.isoformat()})}"

    @property
    def query(self) -> str:
        """What leads to the same days tomorrow, or to the same range of other days."""
        if self.name != CUSTOM:
            return urlencode({"range": self.name})
        return urlencode({"from": self.period.first.isoformat(), "to": self.period.last.isoformat()})


def chosen_range(asked: Mapping[str, str], today: date) -> Chosen:
    """What `range`, or `from` and `to`, ask for; the last seven days when they make no sense."""
    if not asked.get("from") and not asked.get("to"):
        name = asked.get("range", RANGE_DEFAULT)
        return _recent(name if name in RANGES else RANGE_DEFAULT, today)
    try:
        period = Period.between(_day(asked, "from", today), _day(asked, "to", today))
        until = _day(asked, "until", period.last)
    except (InvalidRange, ValueError):
        return Chosen(RANGE_DEFAULT, _recent(RANGE_DEFAULT, today).period, NO_RANGE)
    return Chosen(CUSTOM, period, until=until if until in period and until != period.last else None)


def _recent(name: str, today: date) -> Chosen:
    return Chosen(name, Period(today - timedelta(days=RANGES[name] - 1), today))


def _day(asked: Mapping[str, str], which: str, today: date) -> date:
    return date.fromisoformat(asked.get(which) or today.isoformat())
