"""The rows of a chart's table of figures: thousands of cells in a year, each remembered as it was written."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup, escape

from chassis.pages.formatting import Formatter

MONEY = "money"
REMEMBERED_MAX = 8_192
"""Cells of each kind and language: a few years of figures, about a megabyte."""


class FigureRows:
    """One row a day, one cell for each of `series`; written by the kit's own macros, each of them once.

    Called for every cell they take ten times as long.
    """

    def __init__(self, kit: SimpleNamespace, formatter: Formatter) -> None:
        self._today = formatter.today
        self._head = lru_cache(REMEMBERED_MAX)(
            lambda day, _today: f'<tr><th scope="row">{escape(kit.day(day))}</th>'
        )
        self._amount = lru_cache(REMEMBERED_MAX)(lambda cents: _cell(kit.money(cents)))
        self._number = lru_cache(REMEMBERED_MAX)(lambda value: _cell(formatter.number(value)))

    def __call__(self, days: Sequence[date], series: Sequence[Mapping[str, Any]], unit: str) -> Markup:
        today = self._today()
        cell = self._amount if unit == MONEY else self._number
        heads = [self._head(day, today) for day in days]
        columns = [map(cell, one["values"]) for one in series]
        rows = zip(heads, *columns, strict=True)
        return Markup("".join(part for row in rows for part in (*row, "</tr>")))  # noqa: S704 - each is escaped


def iso_days(days: Sequence[date]) -> list[str]:
    """As a chart's script reads them: `2026-11-21`."""
    return [day.isoformat() for day in days]


def _cell(shown: str) -> str:
    return f'<td class="number">{escape(shown)}</td>'
