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
CUSTOM = "custom"
NO_RANGE = message(
    "These two days make no range: the first is not after the last, and there are at most 366."
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """`name` is one of `RANGES` or `CUSTOM`; `refusal` says why what was asked for cannot be shown."""

    name: str
    period: Period
    refusal: str = ""

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
        return Chosen(CUSTOM, Period.between(_day(asked, "from", today), _day(asked, "to", today)))
    except (InvalidRange, ValueError):
        return Chosen(RANGE_DEFAULT, _recent(RANGE_DEFAULT, today).period, NO_RANGE)


def _recent(name: str, today: date) -> Chosen:
    return Chosen(name, Period(today - timedelta(days=RANGES[name] - 1), today))


def _day(asked: Mapping[str, str], which: str, today: date) -> date:
    return date.fromisoformat(asked.get(which) or today.isoformat())
