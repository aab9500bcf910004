"""Writes to the figures that are built anew, beside those that are shown, in one transaction."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg

from analytics.adapters.postgres.columns import cut
from analytics.adapters.postgres.rebuild_sql import (
    COUNT_LOADED,
    IN_PUBLIC,
    IN_REBUILT,
    KEEP_REBUILT,
    KEEP_WAITING,
    PHASE,
)
from analytics.application.ports import (
    ClosedDay,
    Completion,
    Figures,
    Payout,
    Price,
    Reports,
    TaskFacts,
    Tasks,
)
from analytics.domain.rebuild import Phase, RebuildId
from analytics.domain.told_entries import ToldEntries
from chassis.postgres.database import Transaction


@asynccontextmanager
async def in_rebuilt(driver: "asyncpg.Connection[asyncpg.Record]") -> AsyncIterator[None]:
    """Let the figures' names mean the new ones, until the block ends or the transaction fails."""
    await driver.execute(IN_REBUILT)
    yield
    await driver.execute(IN_PUBLIC)


async def keep_entries(
    driver: "asyncpg.Connection[asyncpg.Record]", statement: str, told: ToldEntries
) -> None:
    """Keep them uncounted.

    In the order they were told: the new figures have no key yet where histories are told, and whoever writes
    live lets others in one by one already.
    """
    for some in cut(told.columns()):
        await driver.execute(statement, *some)


class Unfinished:
    """The phase of the rebuild under way, as one transaction sees it; the phase stays until that ends."""

    def __init__(self, transaction: Transaction) -> None:
        self.driver = transaction.driver
        self._asked = False
        self._phase: Phase | None = None

    async def phase(self) -> Phase | None:
        """None while nothing is rebuilt."""
        if not self._asked:
            found = await self.driver.fetchval(PHASE)
            self._phase = None if found is None else Phase(found)
            self._asked = True
        return self._phase


class DoubledTasks:
    def __init__(self, tasks: Tasks, unfinished: Unfinished) -> None:
        self._tasks = tasks
        self._unfinished = unfinished

    async def describe(self, tasks: Sequence[TaskFacts]) -> None:
        phase = await self._unfinished.phase()
        await self._tasks.describe(tasks)
        if phase is not None:
            async with in_rebuilt(self._unfinished.driver):
                await self._tasks.describe(tasks)


class DoubledFigures:
    """What is shown is counted at once; what is built anew in the way of the rebuild's phase."""

    def __init__(self, figures: Figures, unfinished: Unfinished) -> None:
        self._figures = figures
        self._unfinished = unfinished

    async def record(self, told: ToldEntries) -> int:
        phase = await self._unfinished.phase()
        recorded = await self._figures.record(told)
        driver = self._unfinished.driver
        if phase is Phase.LOADING:
            await keep_entries(driver, KEEP_REBUILT, told)
        elif phase in (Phase.DERIVING, Phase.DERIVED):
            await keep_entries(driver, KEEP_WAITING, told)
        elif phase is Phase.FOLLOWING:
            async with in_rebuilt(driver):
                await self._figures.record(told)
        return recorded


class DoubledReports:
    def __init__(self, reports: Reports, unfinished: Unfinished) -> None:
        self._reports = reports
        self._unfinished = unfinished

    async def add_closed_days(self, days: Sequence[ClosedDay]) -> None:
        phase = await self._unfinished.phase()
        await self._reports.add_closed_days(days)
        if phase is not None:
            async with in_rebuilt(self._unfinished.driver):
                await self._reports.add_closed_days(days)

    async def add_completions(self, completions: Sequence[Completion]) -> None:
        phase = await self._unfinished.phase()
        await self._reports.add_completions(completions)
        if phase is not None:
            async with in_rebuilt(self._unfinished.driver):
                await self._reports.add_completions(completions)

    async def add_prices(self, prices: Sequence[Price]) -> None:
        phase = await self._unfinished.phase()
        await self._reports.add_prices(prices)
        if phase is not None:
            async with in_rebuilt(self._unfinished.driver):
                await self._reports.add_prices(prices)

    async def add_payouts(self, payouts: Sequence[Payout]) -> None:
        phase = await self._unfinished.phase()
        await self._reports.add_payouts(payouts)
        if phase is not None:
            async with in_rebuilt(self._unfinished.driver):
                await self._reports.add_payouts(payouts)


class PostgresUncountedEntries:
    """Keeps them among the new figures, where nothing is looked up yet; how many there were is noted."""

    def __init__(self, transaction: Transaction, rebuild: RebuildId) -> None:
        self._driver = transaction.driver
        self._rebuild = rebuild

    async def keep(self, told: ToldEntries) -> None:
        await keep_entries(self._driver, KEEP_REBUILT, told)
        await self._driver.execute(COUNT_LOADED, self._rebuild, len(told))
