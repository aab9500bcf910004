from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.support import NullTranslations

from chassis.clock import SettableClock
from chassis.pages.figure_rows import MONEY, FigureRows
from chassis.pages.formatting import Formatter
from chassis.pages.templating import build_environment, template_loader
from tests.chassis.pages.support import NOW


def figure_rows(clock: SettableClock) -> FigureRows:
    """As templates have them."""
    formatter = Formatter("en", ZoneInfo("Europe/Moscow"), NullTranslations(), clock)
    environment = build_environment(template_loader([]), NullTranslations(), formatter, {}, reload=False)
    kit: Any = environment.globals["kit"]
    rows: FigureRows = kit.figure_rows
    return rows


def test_today_is_remembered_until_midnight_and_is_yesterday_afterwards() -> None:
    clock = SettableClock(NOW)
    rows, day, series = figure_rows(clock), NOW.date(), [{"values": [1500]}]

    before = rows([day], series, MONEY)
    clock.advance(timedelta(days=1))
    after = rows([day], series, MONEY)

    assert ">today</time>" in before
    assert ">yesterday</time>" in after
