"""What the dashboard shows, as files for a spreadsheet."""

from collections.abc import AsyncIterator, Sequence
from decimal import Decimal

from fastapi import APIRouter, Request
from starlette.responses import Response

from analytics.application.views import DayFigures, MostExpensiveTask
from analytics.domain.periods import Period
from analytics.entrypoints.desk import Desk, TheDesk
from analytics.entrypoints.web.admission import admins_only, is_admin
from analytics.entrypoints.web.ranges import Chosen, chosen_range
from chassis.web.callers import SignedIn
from chassis.web.csv import csv_download

router = APIRouter()

DAYS = (
    "day",
    "fees",
    "rewards",
    "earnings",
    "payouts",
    "completions",
    "accounts_in_the_red",
    "accounting",
)
TASKS = ("day", "reward", "jira_id", "task", "completed_by", "as_expensive")


@router.get("/figures.csv")
async def download_figures(request: Request, visitor: SignedIn, desk: TheDesk) -> Response:
    if not is_admin(visitor):
        return admins_only(request, desk)
    chosen = _chosen(request, desk)
    days = await desk.analytics.earnings.by_day(chosen.period)
    return csv_download(_file_name("figures", chosen.period), DAYS, _lines([_day(day) for day in days]))


@router.get("/most-expensive.csv")
async def download_most_expensive(request: Request, visitor: SignedIn, desk: TheDesk) -> Response:
    if not is_admin(visitor):
        return admins_only(request, desk)
    chosen = _chosen(request, desk)
    found = await desk.analytics.most_expensive_tasks.by_day(chosen.period)
    lines = [_task(one) for shown in found.days for one in (shown, *shown.ties)]
    return csv_download(_file_name("most-expensive", chosen.period), TASKS, _lines(lines))


def _chosen(request: Request, desk: Desk) -> Chosen:
    return chosen_range(request.query_params, desk.today())


def _day(day: DayFigures) -> Sequence[object]:
    amounts = [Decimal(cents) / 100 for cents in (day.fees, day.rewards, day.earnings, day.payouts)]
    return [day.day, *amounts, day.completions, day.accounts_in_the_red, day.agreement.value]


def _task(shown: MostExpensiveTask) -> Sequence[object]:
    return [
        shown.completion.day,
        Decimal(shown.completion.reward) / 100,
        shown.task.jira_id,
        shown.task.title,
        shown.account.name,
        shown.completion.others,
    ]


def _file_name(what: str, period: Period) -> str:
    return f"{what}-{period.first}-{period.last}.csv"


async def _lines(rows: Sequence[Sequence[object]]) -> AsyncIterator[Sequence[object]]:
    for row in rows:
        yield row
