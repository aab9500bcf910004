"""What `python -m analytics rebuild` runs: the new figures out of the others' histories, and the swap."""

import argparse
import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analytics.adapters.postgres.rebuild_store import PostgresRebuildStore
from analytics.adapters.postgres.rebuilds import PostgresRebuilds
from analytics.application.rebuilding import FiguresBusy, NothingToRebuild, Outcome, Rebuilding
from analytics.bootstrap.scope import SERVICE
from analytics.bootstrap.told_histories import ToldHistories
from analytics.domain.rebuild import Phase, RebuildId
from analytics.entrypoints.cli import report_outcome
from analytics.entrypoints.live import FIGURES, REBUILD
from analytics.settings import AnalyticsSettings
from chassis.consumer.judgement import Judgement, judge
from chassis.crash_points import crash_point
from chassis.history.state import producers_of
from chassis.live import HintPublisher
from chassis.postgres.database import Database
from chassis.rabbitmq.connection import BROKER_FAILURES

TELL_SECONDS = 1.0
PAUSE_SECONDS = 0.5
INTERRUPTIONS_MAX = 100
INTERRUPTED_SECONDS = 2.0
REBUILDING = 7_001_102
"""The advisory lock that lets one process rebuild at a time."""

FAILED = 1


def rebuild_command(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m analytics rebuild",
        description="Build all figures anew from the histories of the other services, while the old ones are "
        "shown, and swap them. Started again after it was interrupted, it goes on where it was.",
    )
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--accept", action="store_true", help="swap although the figures differ")
    choice.add_argument("--abandon", action="store_true", help="give up the unfinished rebuild")
    chosen = parser.parse_args(arguments)
    try:
        return asyncio.run(_persevere(AnalyticsSettings(), accept=chosen.accept, abandon=chosen.abandon))
    except (NothingToRebuild, FiguresBusy) as refusal:
        print(str(refusal).capitalize() + ".")  # noqa: T201 - the answer
        return FAILED


async def _persevere(settings: AnalyticsSettings, *, accept: bool, abandon: bool) -> int:
    """Go on where it was when the database or the broker was away for a while."""
    ours = _Ours()
    for _ in range(INTERRUPTIONS_MAX):
        try:
            return await _rebuild(settings, ours, accept=accept, abandon=abandon)
        except Exception as error:
            if judge(error) is not Judgement.PASSING and not isinstance(error, BROKER_FAILURES):
                raise
            say(f"interrupted, goes on: {error!r}")
            await asyncio.sleep(INTERRUPTED_SECONDS)
    say("Interrupted too often; started again, it goes on where it was.")
    return FAILED


@dataclass(slots=True)
class _Ours:
    """Which rebuild this command is about: not one that had ended before."""

    ended_before: frozenset[RebuildId] | None = None

    async def swapped_already(self, database: Database) -> bool:
        """Whether it was swapped although nobody heard so; the first call notes what had ended before."""
        recent = await PostgresRebuilds(database).recent()
        if self.ended_before is None:
            self.ended_before = frozenset(each.id for each in recent if each.finished_at)
        return any(each.phase is Phase.SWAPPED and each.id not in self.ended_before for each in recent)


async def _rebuild(settings: AnalyticsSettings, ours: _Ours, *, accept: bool, abandon: bool) -> int:
    url = settings.database_url.get_secret_value()
    database = Database(url, application_name="analytics-rebuild", pool_size=4, parallel=True)
    try:
        async with database.one_statement() as driver:
            if not await driver.fetchval("SELECT pg_try_advisory_lock($1)", REBUILDING):
                print("A rebuild is running in another process.")  # noqa: T201 - the answer
                return FAILED
            if await ours.swapped_already(database):
                say("The rebuilt figures are shown now.")
                return 0
            rebuilding = rebuilding_over(settings, database, say)
            if abandon:
                await rebuilding.abandon()
                print("The rebuild is abandoned; the figures are as they were.")  # noqa: T201 - the answer
                return 0
            return report_outcome(await _told(rebuilding, database, settings, accept=accept))
    finally:
        await database.close()


def rebuilding_over(
    settings: AnalyticsSettings, database: Database, tell: Callable[[str], None]
) -> Rebuilding:
    store = PostgresRebuildStore(database, settings.time_zone)
    histories = ToldHistories(settings.rabbitmq_url.get_secret_value(), database, store)
    return Rebuilding(store, histories, producers_of(SERVICE), _pause, tell, crash_point)


async def _told(
    rebuilding: Rebuilding, database: Database, settings: AnalyticsSettings, *, accept: bool
) -> Outcome:
    hints = HintPublisher(settings.rabbitmq_url.get_secret_value(), SERVICE)
    await hints.start()
    progress = asyncio.create_task(_tell_progress(database, settings, hints), name="progress")
    try:
        return await rebuilding.run(accept=accept)
    finally:
        progress.cancel()
        await asyncio.wait({progress})
        hints.publish([FIGURES, REBUILD])
        await hints.stop()


async def _tell_progress(database: Database, settings: AnalyticsSettings, hints: HintPublisher) -> None:
    store = PostgresRebuildStore(database, settings.time_zone)
    before = 0
    while True:
        await asyncio.sleep(TELL_SECONDS)
        rebuild = await store.unfinished()
        hints.publish([REBUILD])
        if rebuild is not None and rebuild.phase is Phase.LOADING:
            rate = (rebuild.entries - before) / TELL_SECONDS
            say(f"{rebuild.entries:,} of about {rebuild.entries_expected:,} entries, {rate:,.0f}/s")
            before = rebuild.entries


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the answer


async def _pause() -> None:
    await asyncio.sleep(PAUSE_SECONDS)
