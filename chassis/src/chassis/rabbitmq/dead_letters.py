"""Dead letters in RabbitMQ: taken in hand unacknowledged, so that letting go puts every one of them back."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from aiormq.abc import AbstractChannel, DeliveredMessage
from pamqp.commands import Basic

from chassis.dead_letters import DeadLetter
from chassis.envelope import CONTENT_TYPE
from chassis.errors import NotFound
from chassis.rabbitmq.connection import consuming, publishing
from chassis.rabbitmq.headers import ATTEMPTS, DETAIL, FAILED_AT, REASON, attempts_of
from chassis.rabbitmq.names import INBOX_KEY, aside_of, dead_of
from chassis.rabbitmq.publisher import Outgoing, Publisher

LOOK_MAX = 10_000
GET_SECONDS = 10


class RabbitDeadLetters:
    """The queue `<service>.dead` (chassis.dead_letters.DeadLetters); looks at LOOK_MAX letters at most."""

    def __init__(self, service: str, rabbitmq_url: str) -> None:
        self._service = service
        self._url = rabbitmq_url

    async def list(self, limit: int = 100) -> Sequence[DeadLetter]:
        """The oldest `limit` dead letters, left where they are."""
        async with self._in_hand() as channel:
            return [_letter_from(message) async for message in _taken(channel, dead_of(self._service), limit)]

    async def show(self, id: str) -> DeadLetter:
        """The dead letter `id`, left where it is; raises `NotFound`."""
        async with self._in_hand() as channel:
            async for message in _taken(channel, dead_of(self._service), LOOK_MAX):
                if message.header.properties.message_id == id:
                    return _letter_from(message)
        raise NotFound(f"{self._service} has no dead letter {id}")

    async def replay(self, ids: Sequence[str]) -> Sequence[str]:
        """Send dead letters back to the inbox, confirmed before they are removed here; answers those sent."""
        async with publishing(self._url, f"{self._service}-replay") as out, self._in_hand() as channel:
            publisher = Publisher(out)
            replayed: dict[str, None] = {}
            async for message in self._named(channel, ids):
                await publisher.publish([self._back_to_inbox(message)])
                await _remove(channel, message)
                replayed[message.header.properties.message_id or ""] = None
            return list(replayed)

    async def discard(self, ids: Sequence[str]) -> Sequence[str]:
        """Remove dead letters for good; answers those removed."""
        async with self._in_hand() as channel:
            discarded: dict[str, None] = {}
            async for message in self._named(channel, ids):
                await _remove(channel, message)
                discarded[message.header.properties.message_id or ""] = None
            return list(discarded)

    @asynccontextmanager
    async def _in_hand(self) -> AsyncIterator[AbstractChannel]:
        async with consuming(self._url, f"{self._service}-dead-letters", prefetch=0) as channel:
            yield channel

    async def _named(self, channel: AbstractChannel, ids: Sequence[str]) -> AsyncIterator[DeliveredMessage]:
        wanted = set(ids)
        async for message in _taken(channel, dead_of(self._service), LOOK_MAX):
            if message.header.properties.message_id in wanted:
                yield message

    def _back_to_inbox(self, message: DeliveredMessage) -> Outgoing:
        known = message.header.properties
        return Outgoing(
            aside_of(self._service),
            INBOX_KEY,
            known.message_id or "",
            message.body,
            known.message_type,
            content_type=known.content_type or CONTENT_TYPE,
        )


async def _taken(channel: AbstractChannel, queue: str, limit: int) -> AsyncIterator[DeliveredMessage]:
    for _ in range(limit):
        message = await channel.basic_get(queue, no_ack=False, timeout=GET_SECONDS)
        if isinstance(message.delivery, Basic.GetEmpty):
            return
        yield message


async def _remove(channel: AbstractChannel, message: DeliveredMessage) -> None:
    if message.delivery_tag is not None:
        await channel.basic_ack(message.delivery_tag)


def _letter_from(message: DeliveredMessage) -> DeadLetter:
    known = message.header.properties
    headers = known.headers or {}
    failed_at = headers.get(FAILED_AT)
    return DeadLetter(
        id=known.message_id or "",
        type=known.message_type or "unknown",
        reason=str(headers.get(REASON, "delivery_limit")),
        detail=str(headers.get(DETAIL, "")),
        attempts=attempts_of(headers) if ATTEMPTS in headers else 0,
        failed_at=datetime.fromisoformat(failed_at) if isinstance(failed_at, str) else None,
        body=message.body,
    )
