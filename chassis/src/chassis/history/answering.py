"""Answers requests for history: opens a cursor on the log that tells it to one consumer alone."""

import asyncio
import re
from collections.abc import Sequence

import asyncpg
import structlog
from aiormq.abc import DeliveredMessage

from chassis.archive import missing_parts
from chassis.consumer.aside import Aside
from chassis.consumer.mailbox import Mailbox
from chassis.crash_points import crash_point
from chassis.envelope import MalformedEnvelope, parse
from chassis.history.state import types_told
from chassis.observability.metrics import HISTORY_WAITS
from chassis.postgres.address import driver_url
from chassis.postgres.cursor import OutboxLog
from chassis.postgres.failures import DATABASE_FAILURES
from chassis.rabbitmq.connection import BROKER_FAILURES, consuming
from chassis.rabbitmq.names import REBUILDING, rebuild_of, replay_of, requests_of
from chassis.relay.session import CONNECT_SECONDS
from chassis.waiting import BackOff, stopped_within

PREFETCH = 10
LOOK_AGAIN_SECONDS = 5.0
REBUILD_ID = re.compile(r"[0-9a-f-]{1,36}")


def replay_name(consumer: str) -> str:
    """The name of the cursor that tells history to `consumer`."""
    return f"replay-{consumer}"


def rebuild_name(consumer: str, rebuild: str) -> str:
    """The name of the cursor that tells history to `consumer` for the rebuild of that id."""
    return f"rebuild-{consumer}-{rebuild}"


class HistoryIncomplete(RuntimeError):
    """`parts` of the log are in files alone."""

    def __init__(self, parts: Sequence[str]) -> None:
        super().__init__(f"archived: {', '.join(parts)}")
        self.parts = parts


class HistoryAnswers:
    """A producer's duty: consumes `<service>.requests`; the leading relay works off the cursors it opens.

    While parts of the log are archived no history is told, since it would have holes: the request waits,
    loudly, until they are restored.
    """

    name = "history-answers"

    def __init__(self, service: str, database_url: str, rabbitmq_url: str) -> None:
        self._service = service
        self._database_url = database_url
        self._rabbitmq_url = rabbitmq_url
        self._aside = Aside(service, rabbitmq_url)
        self._mailbox: Mailbox | None = None

    def ready(self) -> bool:
        """Whether the broker has it as a consumer at this moment."""
        return self._mailbox is not None and not self._mailbox.broken

    async def run(self, stop: asyncio.Event) -> None:
        """Answer until `stop` is set."""
        back_off = BackOff()
        while not stop.is_set():
            try:
                await self._answer_all(stop, back_off)
            except (*BROKER_FAILURES, *DATABASE_FAILURES) as error:
                structlog.get_logger(__name__).warning("history answers start over", error=repr(error))
                await back_off.pause(stop)
            finally:
                self._mailbox = None
        await self._aside.close()

    async def _answer_all(self, stop: asyncio.Event, back_off: BackOff) -> None:
        async with consuming(self._rabbitmq_url, f"{self._service}-requests", PREFETCH) as channel:
            mailbox = self._mailbox = Mailbox(channel, batch_max=1, batch_bytes_max=0, gather_seconds=0)
            await channel.basic_consume(requests_of(self._service), mailbox.deliver)
            watch = asyncio.create_task(mailbox.nudge_on(stop), name="history-stop")
            try:
                while batch := await mailbox.gather(stop):
                    while not await self._answered(batch[0]):
                        if await stopped_within(stop, LOOK_AGAIN_SECONDS):
                            return
                    back_off.reset()
                    if batch[0].delivery_tag is not None:
                        await channel.basic_ack(batch[0].delivery_tag)
            finally:
                watch.cancel()

    async def _answered(self, message: DeliveredMessage) -> bool:
        """Answer, unless the history would have holes: then whoever operates is told."""
        try:
            await self._answer(message)
        except HistoryIncomplete as refusal:
            HISTORY_WAITS.set(1)
            structlog.get_logger(__name__).error(
                "history is not told: parts of it are archived",
                archived=refusal.parts,
                asked_by=message.exchange,
                do=f"python -m {self._service} log restore",
            )
            return False
        HISTORY_WAITS.set(0)
        return True

    async def _answer(self, message: DeliveredMessage) -> None:
        """The exchange it came through says who asks: only that service may write to it."""
        consumer = message.exchange or ""
        types = types_told(self._service, consumer)
        try:
            asked = parse(message.body)
        except MalformedEnvelope as error:
            await self._aside.bury(message, "malformed", str(error))
            return
        if not isinstance(asked.get("producers"), list) or not types:
            await self._aside.bury(message, "invalid", f"{consumer!r} hears nothing from {self._service}")
        elif self._service not in asked["producers"]:
            return
        elif "rebuild" in asked:
            await self._answer_rebuild(message, consumer, asked["rebuild"], types)
        else:
            await self._open(replay_name(consumer), consumer, types)

    async def _answer_rebuild(
        self, message: DeliveredMessage, consumer: str, rebuild: object, types: list[str]
    ) -> None:
        """A message that no queue takes would hold up everything else: only a queue that is there is used."""
        if not isinstance(rebuild, str) or not REBUILD_ID.fullmatch(rebuild) or consumer not in REBUILDING:
            await self._aside.bury(message, "invalid", f"{consumer!r} rebuilds nothing called {rebuild!r}")
        else:
            await self._open(rebuild_name(consumer, rebuild), rebuild_of(consumer), types)

    async def _open(self, name: str, destination: str, types: list[str]) -> None:
        connection = await asyncpg.connect(driver_url(self._database_url), timeout=CONNECT_SECONDS)
        try:
            async with connection.transaction():
                # Once the cursor is opened nothing can be archived before this transaction ends.
                await OutboxLog(connection).open(name, replay_of(self._service), destination, types)
                if archived := await missing_parts(connection):
                    raise HistoryIncomplete(archived)
        finally:
            await connection.close(timeout=CONNECT_SECONDS)
        crash_point("history.opened")
        structlog.get_logger(__name__).info("history is told", cursor=name, types=types)
