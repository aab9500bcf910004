"""The consumer of a service's inbox: gather, validate, apply in one transaction, then acknowledge."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from time import perf_counter
from typing import Protocol

import structlog
from aiormq.abc import AbstractChannel, DeliveredMessage

from chassis.consumer.applying import Abandoned, Applying, HandlesAll
from chassis.consumer.aside import ATTEMPTS_MAX, Aside, Burial
from chassis.consumer.judgement import Judgement, judge
from chassis.consumer.mailbox import Mailbox
from chassis.consumer.reading import Letter, Unreadable, read_letter
from chassis.consumer.subscription import Subscription
from chassis.crash_points import crash_point
from chassis.envelope import Envelope, parse
from chassis.observability.metrics import CONSUMER_BATCH_SECONDS, CONSUMER_BATCH_SIZE
from chassis.rabbitmq.connection import BROKER_FAILURES, consuming
from chassis.rabbitmq.headers import PRODUCER
from chassis.rabbitmq.names import REPLAY_SUFFIX, SYNC_FINISHED, aside_of, inbox_of
from chassis.waiting import BackOff

BATCH_SIZE_MAX = 200
BATCH_BYTES_MAX = 1024 * 1024
"""An event may name hundreds of things: batches are small enough for whoever comes next to have work soon."""

GATHER_SECONDS = 0.010
PREFETCH = 2 * BATCH_SIZE_MAX
CONSUME_SECONDS = 10

AfterBatch = Callable[[Sequence[Envelope]], Awaitable[None]]


class HearsHistory(Protocol):
    """Who is told that the history of a producer has been applied (chassis.history.PostgresHistory)."""

    async def finish(self, producer: str) -> None:
        """Everything of `producer` that was sent before is applied."""
        ...


class DuplicateSubscription(ValueError):
    """Two subscriptions to one event type and version: which is meant?"""


class Consumer:
    """Consumes `service`'s inbox, one batch at a time; any number of processes may compete for it.

    `history` is told when a producer has sent all of its past. `after_batch` is told of what was committed,
    after it was acknowledged; what it raises is logged. Messages are acknowledged only when they are
    committed or safely put aside, so they may take effect twice unless handlers are idempotent, and are
    never lost.

    `inbox` is another queue than the service's; there, `told_by` is the cursor whose end counts, and those of
    others are passed over.
    """

    name = "consumer"

    def __init__(
        self,
        service: str,
        rabbitmq_url: str,
        mediator: HandlesAll,
        subscriptions: Sequence[Subscription],
        after_batch: AfterBatch | None = None,
        *,
        history: HearsHistory | None = None,
        inbox: str | None = None,
        told_by: str | None = None,
        batch_size_max: int = BATCH_SIZE_MAX,
        batch_bytes_max: int = BATCH_BYTES_MAX,
        attempts_max: int = ATTEMPTS_MAX,
    ) -> None:
        self._service = service
        self._rabbitmq_url = rabbitmq_url
        self._subscriptions = {(one.event.type, one.event.version): one for one in subscriptions}
        if len(self._subscriptions) != len(subscriptions):
            raise DuplicateSubscription(f"{service} subscribes twice to one event type and version")
        self._aside = Aside(service, rabbitmq_url, attempts_max=attempts_max)
        self._applying = Applying(mediator, self._subscriptions, self._aside)
        self._after_batch = after_batch
        self._history = history
        self._inbox = inbox or inbox_of(service)
        self._told_by = told_by
        self._batch_size_max = batch_size_max
        self._batch_bytes_max = batch_bytes_max
        self._mailbox: Mailbox | None = None

    def ready(self) -> bool:
        """Whether the broker has it as a consumer of the inbox at this moment."""
        return self._mailbox is not None and not self._mailbox.broken

    def waiting(self) -> int:
        """How many messages have been delivered that no batch has taken; more may wait at the broker."""
        return 0 if self._mailbox is None else len(self._mailbox)

    async def run(self, stop: asyncio.Event) -> None:
        """Consume until `stop` is set; the batch in hand is finished, the rest goes back to the queue."""
        back_off = BackOff()
        while not stop.is_set():
            try:
                await self._consume(stop, back_off)
            except BROKER_FAILURES as error:
                structlog.get_logger(__name__).warning("consumer starts over", error=repr(error))
                await back_off.pause(stop)
            except Abandoned:
                await back_off.pause(stop)
            finally:
                self._mailbox = None
        await self._aside.close()

    async def _consume(self, stop: asyncio.Event, back_off: BackOff) -> None:
        async with consuming(self._rabbitmq_url, f"{self._service}-consumer", PREFETCH) as channel:
            mailbox = Mailbox(
                channel,
                batch_max=self._batch_size_max,
                batch_bytes_max=self._batch_bytes_max,
                gather_seconds=GATHER_SECONDS,
            )
            await channel.basic_consume(self._inbox, mailbox.deliver, timeout=CONSUME_SECONDS)
            self._mailbox = mailbox
            back_off.reset()
            watch = asyncio.create_task(mailbox.nudge_on(stop), name="consumer-stop")
            try:
                while batch := await mailbox.gather(stop):
                    await self._handle(batch, channel, stop, mailbox)
            finally:
                watch.cancel()

    async def _handle(
        self, batch: list[DeliveredMessage], channel: AbstractChannel, stop: asyncio.Event, mailbox: Mailbox
    ) -> None:
        started = perf_counter()
        crash_point("consumer.gathered")
        ends = [message for message in batch if _ends_history(message)]
        letters = await self._readable([message for message in batch if not _ends_history(message)])
        applied = await self._applying.apply(letters, stop, lambda: mailbox.broken)
        await self._hear_the_end(ends)
        crash_point("consumer.applied")
        last = batch[-1].delivery_tag
        if last is not None:
            await channel.basic_ack(last, multiple=True, wait=False)
        crash_point("consumer.acknowledged")
        CONSUMER_BATCH_SIZE.observe(len(batch))
        CONSUMER_BATCH_SECONDS.observe(perf_counter() - started)
        await self._tell(applied)

    async def _readable(self, batch: list[DeliveredMessage]) -> list[Letter]:
        letters: list[Letter] = []
        burials: list[Burial] = []
        for message in batch:
            try:
                letters.append(read_letter(message, self._subscriptions))
            except Unreadable as error:
                burials.append(Burial(message, error.reason, str(error)))
        if burials:
            await self._aside.bury_all(burials)
        return letters

    async def _hear_the_end(self, ends: Sequence[DeliveredMessage]) -> None:
        """Only `producer` can have sent this through `<producer>.replay`, and only this service sends aside.

        Workers that compete for the inbox may still hold what was told before the end. So it goes round by
        way of the retry queue first: those that live have seconds for the few messages they hold, and what
        was held by one that dies is put back ahead of it. A queue beside the inbox has one consumer.
        """
        for message in ends:
            if self._told_by is not None and parse(message.body).get("cursor") != self._told_by:
                continue
            producer = (message.exchange or "").removesuffix(REPLAY_SUFFIX)
            came_round = message.exchange == aside_of(self._service)
            if self._history is None:
                await self._aside.bury(message, "not_subscribed", f"{self._service} asked for no history")
            elif self._told_by is None and not came_round:
                await self._aside.take_a_lap(message, producer)
                crash_point("history.goes_round")
            else:
                lapped = (message.header.properties.headers or {}).get(PRODUCER)
                await self._finish(self._history, str(lapped) if came_round else producer)
                crash_point("history.heard")

    async def _finish(self, history: HearsHistory, producer: str) -> None:
        try:
            await history.finish(producer)
        except Exception as error:
            if judge(error) is Judgement.PASSING:
                raise Abandoned from error
            raise

    async def _tell(self, applied: Sequence[Letter]) -> None:
        if self._after_batch is None or not applied:
            return
        try:
            await self._after_batch([letter.envelope for letter in applied])
        except Exception:  # noqa: BLE001 - the batch is applied, whatever its listeners make of it
            structlog.get_logger(__name__).exception(
                "what follows a batch failed; the batch itself is applied"
            )


def _ends_history(message: DeliveredMessage) -> bool:
    return message.header.properties.message_type == SYNC_FINISHED
