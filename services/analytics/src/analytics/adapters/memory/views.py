"""What there is to see, worked out in memory from the entries by the rules of the domain."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta, tzinfo

from analytics.adapters.memory.store import MemoryStore
from analytics.application.queries.dashboard import DISAGREEMENTS_MAX, Dashboard
from analytics.application.queries.totals import Totals
from analytics.application.views import (
    TIES_NAMED_MAX,
    Agreement,
    ClosedTotals,
    DayFigures,
    MostExpensiveByDay,
    MostExpensiveTask,
    Person,
    Summary,
    TaskView,
    most_expensive_in,
)
from analytics.domain.day_totals import DayTotals
from analytics.domain.most_expensive import MostExpensive, completions_among
from analytics.domain.periods import Period
from analytics.domain.rebuild import FigureDifference, Rebuild, RebuildId
from analytics.domain.red import in_the_red_by_day


class MemorySummaries:
    def __init__(self, store: MemoryStore, zone: tzinfo) -> None:
        self._store = store
        self._earnings = MemoryEarnings(store)
        self._tasks = MemoryMostExpensiveTasks(store, zone)

    async def of(self, day: date) -> Summary:
        week, month = Period.week_of(day), Period.month_of(day)
        day_before, today = await self._earnings.by_day(Period(day - timedelta(days=1), day))
        tasks = (await self._tasks.by_day(week.covering(month))).days
        entries = self._store.entries.values()
        return Summary(
            day=today,
            day_before=day_before,
            accounts_in_the_red=in_the_red_by_day(entries).total(),
            most_expensive_of_day=most_expensive_in(tasks, Period.day_of(day)),
            most_expensive_of_week=most_expensive_in(tasks, week),
            most_expensive_of_month=most_expensive_in(tasks, month),
            latest_entry_at=max((entry.occurred_at for entry in entries), default=None),
        )


class MemoryDashboards:
    """Nobody notes in memory how fresh the figures are: they always are."""

    def __init__(self, store: MemoryStore, zone: tzinfo) -> None:
        self._store = store
        self._summaries = MemorySummaries(store, zone)
        self._earnings = MemoryEarnings(store)
        self._tasks = MemoryMostExpensiveTasks(store, zone)

    async def of(self, today: date, period: Period, listed: Period) -> Dashboard:
        closed = [await self._earnings.by_day(Period.day_of(day)) for day in self._store.closed_days]
        differing = [day for (day,) in closed if day.agreement is Agreement.DIFFERS]
        differing.sort(key=lambda day: day.day, reverse=True)
        return Dashboard(
            summary=await self._summaries.of(today),
            days=await self._earnings.by_day(period),
            most_expensive=(await self._tasks.by_day(period)).within(listed),
            disagreements=differing[:DISAGREEMENTS_MAX],
            freshness=None,
            rebuild=None,
        )


class MemoryRebuilds:
    """What is worked out when it is asked for needs no rebuilding."""

    async def recent(self) -> Sequence[Rebuild]:
        return []

    async def differences(self, rebuild: RebuildId) -> Sequence[FigureDifference]:
        return []


class MemoryEarnings:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def by_day(self, period: Period) -> Sequence[DayFigures]:
        return [self._figures(day) for day in period.days()]

    def _figures(self, day: date) -> DayFigures:
        entries = self._store.entries.values()
        totals = DayTotals.of(day, entries)
        red = sum(change for on, change in in_the_red_by_day(entries).items() if on <= day)
        told = self._store.closed_days.get(day)
        closed = None if told is None else ClosedTotals(told.fees, told.rewards, told.payouts)
        return DayFigures(day, totals.fees, totals.rewards, totals.completions, red, totals.payouts, closed)


class MemoryMostExpensiveTasks:
    def __init__(self, store: MemoryStore, zone: tzinfo) -> None:
        self._store = store
        self._zone = zone

    async def by_day(self, period: Period) -> MostExpensiveByDay:
        completions = completions_among(self._store.entries.values(), self._zone)
        by_day = [[each for each in completions if each.day == day] for day in period.days()]
        tasks = [await self._first_with_ties(of_day) for of_day in by_day if of_day]
        return MostExpensiveByDay(tasks, most_expensive_in(tasks, period), len(tasks))

    async def _first_with_ties(self, of_day: Sequence[MostExpensive]) -> MostExpensiveTask:
        ranked = sorted(of_day, key=lambda each: each.rank)
        tied = [each for each in ranked if each.reward == ranked[0].reward]
        ties = [await self._named(each) for each in tied[1 : TIES_NAMED_MAX + 1]]
        first = await self._named(replace(ranked[0], others=len(tied) - 1))
        return replace(first, ties=tuple(ties))

    async def _named(self, completion: MostExpensive) -> MostExpensiveTask:
        task = self._store.tasks.get(completion.task_id)
        account = await self._store.accounts.find(completion.account_id)
        return MostExpensiveTask(
            completion,
            TaskView(completion.task_id, task.jira_id if task else None, task.title if task else ""),
            Person(completion.account_id, account.name if account else ""),
        )


class MemoryTotals:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def all(self) -> Totals:
        entries = self._store.entries.values()
        days = sorted({entry.day for entry in entries})
        return Totals([DayTotals.of(day, entries) for day in days], in_the_red_by_day(entries).total())
