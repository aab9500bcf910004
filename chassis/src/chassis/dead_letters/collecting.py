"""Stores dead letters in the service's database, where they can be searched, counted and kept on record."""

import asyncio

import structlog
from aiormq.abc import AbstractChannel

from chassis.crash_points import crash_point
from chassis.dead_letters.postgres import PostgresDeadLetters
from chassis.dead_letters.rabbitmq import taken
from chassis.observability.metrics import DEAD_LETTERS_WAITING
from chassis.postgres.failures import DATABASE_FAILURES
from chassis.rabbitmq.connection import BROKER_FAILURES, consuming
from chassis.waiting import BackOff, stopped_within

LETTERS_PER_ROUND = 100
FAILURES = (*BROKER_FAILURES, *DATABASE_FAILURES)
IDLE_SECONDS = 2.0


class DeadLetterCollector:
    """A worker's duty: takes letters out of `<service>.dead` once they are stored. Any number may run.

    One that is stored and not yet acknowledged comes again, and is known.
    """

    name = "dead-letters"

    def __init__(self, service: str, letters: PostgresDeadLetters, rabbitmq_url: str) -> None:
        self._service = service
        self._letters = letters
        self._url = rabbitmq_url

    def ready(self) -> bool:
        """Always: letters wait in their queue, and nothing else waits for them."""
        return True

    async def run(self, stop: asyncio.Event) -> None:
        """Collect until `stop` is set."""
        back_off = BackOff()
        while not stop.is_set():
            try:
                async with consuming(
                    self._url, f"{self._service}-dead-letters", LETTERS_PER_ROUND
                ) as channel:
                    back_off.reset()
                    await self._collect(channel, stop)
            except FAILURES as error:
                structlog.get_logger(__name__).warning("dead letters wait in their queue", reason=repr(error))
                await back_off.pause(stop)

    async def collect_all(self) -> None:
        """Store everything that lies in the queue now; raises FAILURES."""
        async with consuming(self._url, f"{self._service}-dead-letters", LETTERS_PER_ROUND) as channel:
            while await self._store_some(channel):
                pass

    async def _collect(self, channel: AbstractChannel, stop: asyncio.Event) -> None:
        while not stop.is_set():
            stored = await self._store_some(channel)
            DEAD_LETTERS_WAITING.set(await self._letters.count())
            if not stored:
                await stopped_within(stop, IDLE_SECONDS)

    async def _store_some(self, channel: AbstractChannel) -> bool:
        found = [each async for each in taken(channel, self._service, LETTERS_PER_ROUND)]
        if not found:
            return False
        await self._letters.keep([letter for letter, _ in found])
        crash_point("dead_letters.stored")
        for _, message in found:
            if message.delivery_tag is not None:
                await channel.basic_ack(message.delivery_tag)
        return True
