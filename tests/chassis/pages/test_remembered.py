from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from babel.support import NullTranslations
from jinja2 import Environment
from jinja2.runtime import Macro

from chassis.clock import SettableClock
from chassis.pages import remembered
from chassis.pages.formatting import Formatter
from chassis.pages.remembered import Remembered
from chassis.pages.templating import build_environment, template_loader
from tests.chassis.pages.support import NOW

CALLS = """
{% macro row(shown) %}{{ called(shown) }}{% endmacro %}
{% macro other(shown) %}other {{ called(shown) }}{% endmacro %}
"""


class Rows:
    """Two macros that note what they were asked to write."""

    def __init__(self) -> None:
        self.written: list[object] = []
        self.clock = SettableClock(NOW)
        self.remembered = Remembered(lambda: self.clock.now().date())
        module = Environment(autoescape=True).from_string(CALLS, {"called": self._called}).module
        self.row: Macro = module.row  # type: ignore[attr-defined]
        self.other: Macro = module.other  # type: ignore[attr-defined]

    def _called(self, shown: object) -> str:
        self.written.append(shown)
        return f"<{shown}>"


def test_equal_arguments_are_written_once_and_escaped() -> None:
    rows = Rows()

    first, again = rows.remembered(rows.row, ("a", 1)), rows.remembered(rows.row, ("a", 1))

    assert first == again == "&lt;(&#39;a&#39;, 1)&gt;"
    assert rows.written == [("a", 1)]


def test_another_macro_another_argument_and_another_day_are_written_anew() -> None:
    rows = Rows()

    rows.remembered(rows.row, 1)
    rows.remembered(rows.row, 2)
    rows.remembered(rows.other, 1)
    rows.clock.advance(timedelta(days=1))
    rows.remembered(rows.row, 1)

    assert rows.written == [1, 2, 1, 1]


def test_no_more_is_remembered_than_there_is_room_for() -> None:
    rows = Rows()

    for number in range(remembered.REMEMBERED_MAX + 1):
        rows.remembered(rows.row, number)

    assert len(rows.remembered._kept) == 1


@pytest.mark.parametrize(("reload", "times"), [(True, 2), (False, 1)])
def test_nothing_is_remembered_while_templates_may_change(reload: bool, times: int) -> None:
    rows = Rows()
    formatter = Formatter("en", ZoneInfo("Europe/Moscow"), NullTranslations(), rows.clock)
    environment = build_environment(template_loader([]), NullTranslations(), formatter, {}, reload=reload)
    kit: Any = environment.globals["kit"]

    for _ in range(2):
        kit.remembered(rows.row, 1)

    assert len(rows.written) == times
