"""The others' histories on their way into the new figures, through the queue that stands beside the inbox."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from analytics.adapters.postgres.rebuild_store import PostgresRebuildStore
from analytics.bootstrap.registry import SUBSCRIPTIONS_OF_A_REBUILD, loading_mediator_of
from analytics.bootstrap.scope import SERVICE, LoadingScopes
from analytics.domain.rebuild import RebuildId
from chassis.consumer import Consumer
from chassis.history import RebuildRequest, rebuild_name
from chassis.postgres.database import Database
from chassis.rabbitmq.connection import BROKER_FAILURES
from chassis.rabbitmq.names import rebuild_of
from chassis.waiting import stopped_within

MESSAGES_AT_ONCE_MAX = 60
LOOK_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class ToldHistories:
    """Consumes that queue; one process at a time may."""

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
            loading_mediator_of(LoadingScopes(self.database, rebuild)),
            SUBSCRIPTIONS_OF_A_REBUILD,
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
