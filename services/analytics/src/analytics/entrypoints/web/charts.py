"""The dashboard's charts, in the visitor's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from analytics.application.views import DayFigures
from chassis.pages import Pages, message


@dataclass(frozen=True, slots=True)
class Chart:
    """`unit` is `money` for cents, otherwise `number`; each of `series` has a label and a value a day."""

    id: str
    title: str
    unit: str
    series: Sequence[dict[str, Any]]


def charts_of(pages: Pages, request: Request, days: Sequence[DayFigures]) -> Sequence[Chart]:
    def one(label: str, values: Sequence[int]) -> dict[str, Any]:
        return {"label": pages.gettext(request, label), "values": values}

    def chart(id: str, title: str, unit: str, *series: dict[str, Any]) -> Chart:
        return Chart(id, pages.gettext(request, title), unit, series)

    return [
        chart(
            "earnings",
            message("Earnings per day"),
            "money",
            one(message("Earnings"), [day.earnings for day in days]),
        ),
        chart(
            "fees-and-rewards",
            message("Fees against rewards"),
            "money",
            one(message("Fees"), [day.fees for day in days]),
            one(message("Rewards"), [day.rewards for day in days]),
        ),
        chart(
            "in-the-red",
            message("Popugs in the red at the day's end"),
            "number",
            one(message("Popugs in the red"), [day.accounts_in_the_red for day in days]),
        ),
        chart(
            "completions",
            message("Completions per day"),
            "number",
            one(message("Completions"), [day.completions for day in days]),
        ),
    ]
