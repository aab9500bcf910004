"""Analytics as its entry points see it: what it hears of, and what there is to see."""

from dataclasses import dataclass
from typing import Any

from analytics.application.queries.dashboard import Dashboards
from analytics.application.queries.earnings import Earnings
from analytics.application.queries.most_expensive_tasks import MostExpensiveTasks
from analytics.application.queries.rebuilds import Rebuilds
from analytics.application.queries.summary import Summaries
from analytics.application.queries.totals import AllTotals
from chassis.mediator import Mediator


@dataclass(frozen=True, slots=True)
class Analytics:
    mediator: Mediator[Any]
    dashboards: Dashboards
    summaries: Summaries
    earnings: Earnings
    most_expensive_tasks: MostExpensiveTasks
    totals: AllTotals
    rebuilds: Rebuilds
