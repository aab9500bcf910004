"""What `python -m analytics rebuild` runs: the new figures out of the others' histories, and the swap."""

import argparse
import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from analytics.adapters.postgres.rebuild_store import PostgresRebuildStore
from analytics.application.rebuilding import FiguresBusy, NothingToRebuild, Outcome, Rebuilding
from analytics.bootstrap.registry import SUBSCRIPTIONS, mediator_of
from analytics.bootstrap.scope import SERVICE, LoadingScopes
from analytics.domain.rebuild import Phase, RebuildId
from analytics.entrypoints.cli import report_outcome
from analytics.entrypoints.live import FIGURES, REBUILD
from analytics.settings import AnalyticsSettings
from chassis.consumer import Consumer
from chassis.history import RebuildRequest, rebuild_name
from chassis.history.state import producers_of
from chassis.live import HintPublisher
from chassis.postgres.database import Database
from chassis.rabbitmq.connection import BROKER_FAILURES
from chassis.rabbitmq.names import rebuild_of
from chassis.waiting import cancelled, stopped_within

MESSAGES_AT_ONCE_MAX = 60
LOOK_SECONDS = 0.25
TELL_SECONDS = 1.0
PAUSE_SECONDS = 0.5
REBUILDING = 7_001_102
"""The advisory lock that lets one process rebuild at a time."""

FAILED = 1


@dataclass(frozen=True, slots=True)
class ToldHistories:
    """The others' histories, through the queue that stands beside the inbox."""

    rabbitmq_url: str
    database: Database
    store: PostgresRebuildStore

    async def ask(self, rebuild: RebuildId, producers: Sequence[str]) -> None:
        await self._request(rebuild).ask(producers)

    async def load(self, rebuild: RebuildId) -> None:
        """What a consumer that died had in hand comes back behind the end: the queue has to be empty too."""
        while not await self._load_some(rebuild):
            continue

    async def _load_some(self, rebuild: RebuildId) -> bool:
        stop = asyncio.Event()
        consuming = asyncio.create_task(self._consumer(rebuild).run(stop), name="rebuild")
        try:
            while not consuming.done() and not await self._has_all(rebuild):
                await stopped_within(stop, LOOK_SECONDS)
        finally:
            stop.set()
            await consuming
        return await self._has_all(rebuild)

    async def _has_all(self, rebuild: RebuildId) -> bool:
        if await self.store.not_told(rebuild):
            return False
        with suppress(*BROKER_FAILURES):
            return await self._request(rebuild).waiting() == 0
        return False

    def _consumer(self, rebuild: RebuildId) -> Consumer:
        return Consumer(
            SERVICE,
            self.rabbitmq_url,
            mediator_of(LoadingScopes(self.database, rebuild)),
            SUBSCRIPTIONS,
            history=_Told(self.store, rebuild),
            inbox=rebuild_of(SERVICE),
            told_by=rebuild_name(SERVICE, str(rebuild)),
            batch_size_max=MESSAGES_AT_ONCE_MAX,
        )

    def _request(self, rebuild: RebuildId) -> RebuildRequest:
        return RebuildRequest(SERVICE, str(rebuild), self.rabbitmq_url)


@dataclass(frozen=True, slots=True)
class _Told:
    store: PostgresRebuildStore
    rebuild: RebuildId

    async def finish(self, producer: str) -> None:
        await self.store.note_told(self.rebuild, producer)


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
        return asyncio.run(_rebuild(AnalyticsSettings(), accept=chosen.accept, abandon=chosen.abandon))
    except (NothingToRebuild, FiguresBusy) as refusal:
        print(str(refusal).capitalize() + ".")  # noqa: T201 - the answer
        return FAILED


async def _rebuild(settings: AnalyticsSettings, *, accept: bool, abandon: bool) -> int:
    url = settings.database_url.get_secret_value()
    database = Database(url, application_name="analytics-rebuild", pool_size=4)
    try:
        async with database.one_statement() as driver:
            if not await driver.fetchval("SELECT pg_try_advisory_lock($1)", REBUILDING):
                print("A rebuild is running in another process.")  # noqa: T201 - the answer
                return FAILED
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
    return Rebuilding(store, histories, producers_of(SERVICE), _pause, tell)


async def _told(
    rebuilding: Rebuilding, database: Database, settings: AnalyticsSettings, *, accept: bool
) -> Outcome:
    hints = HintPublisher(settings.rabbitmq_url.get_secret_value(), SERVICE)
    await hints.start()
    progress = asyncio.create_task(_tell_progress(database, settings, hints), name="progress")
    try:
        return await rebuilding.run(accept=accept)
    finally:
        await cancelled(progress)
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
