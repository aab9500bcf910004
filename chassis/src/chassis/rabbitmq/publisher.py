"""Publishes batches with confirms: many messages in one write, hundreds unconfirmed at a time."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiormq.abc import AbstractChannel, ChannelFrame
from aiormq.exceptions import ChannelInvalidStateError
from pamqp.body import ContentBody
from pamqp.commands import Basic
from pamqp.header import ContentHeader

from chassis.crash_points import crash_point
from chassis.envelope import CONTENT_TYPE

CHUNK_MESSAGES = 64
WINDOW_MESSAGES = 512
CONFIRM_SECONDS = 30
PERSISTENT = 2


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to publish; `message_id` is unique among those in flight, `type` is the event's."""

    exchange: str
    routing_key: str
    message_id: str
    body: bytes
    type: str | None = None
    headers: Mapping[str, Any] = field(default_factory=dict)
    content_type: str = CONTENT_TYPE


class Unconfirmed(ConnectionError):
    """The broker did not take responsibility for every message: publish the batch again on a new channel."""


class Publisher:
    """Publishes on one channel with confirms, which nobody else may use.

    Every message is persistent and mandatory. After any failure the channel is spent: which messages
    arrived is unknown, so all of them are to be published again on another.
    """

    def __init__(self, channel: AbstractChannel, *, window: int = WINDOW_MESSAGES) -> None:
        self._channel = channel
        self._chunks_max = max(1, window // CHUNK_MESSAGES)

    def refuse_closed(self) -> None:
        """Raise ChannelInvalidStateError when the channel is gone."""
        if self._channel.is_closed or not self._channel.connection.is_opened:
            raise ChannelInvalidStateError(f"{self._channel!r} is closed")

    async def publish(self, messages: Sequence[Outgoing]) -> None:
        """Publish `messages` in order and return when each is confirmed.

        Raises `Unconfirmed` if the broker returned or refused one or did not answer in CONFIRM_SECONDS, and
        what closed the channel if that happened.
        """
        flights: list[_Flight] = []
        for start in range(0, len(messages), CHUNK_MESSAGES):
            if len(flights) >= self._chunks_max:
                await self._landing(flights.pop(0))
            flights.append(await self._take_off(messages[start : start + CHUNK_MESSAGES]))
        crash_point("publisher.in_flight")
        for flight in flights:
            await self._landing(flight)

    async def _take_off(self, messages: Sequence[Outgoing]) -> "_Flight":
        self.refuse_closed()
        channel: Any = self._channel
        flight = _Flight(len(messages), [message.message_id for message in messages])
        frames: list[Any] = []
        for message in messages:
            frames.extend(self._frames_of(message))
            channel.delivery_tag += 1
            channel.confirmations[channel.delivery_tag] = flight
            channel.message_id_delivery_tag[message.message_id] = channel.delivery_tag
        async with asyncio.timeout(CONFIRM_SECONDS):
            await channel.write_queue.put(ChannelFrame.marshall(channel_number=channel.number, frames=frames))
        return flight

    async def _landing(self, flight: "_Flight") -> None:
        closing = self._channel.closing
        try:
            await asyncio.wait(
                {flight.landed, closing}, timeout=CONFIRM_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            known: dict[str, int] = self._channel.message_id_delivery_tag  # type: ignore[attr-defined]
            for message_id in flight.message_ids:
                known.pop(message_id, None)
        if not flight.landed.done():
            raise Unconfirmed(
                "the channel closed" if closing.done() else f"no confirm in {CONFIRM_SECONDS} s"
            )
        if not closing.done():
            closing.cancel()
        if flight.failure is not None:
            raise Unconfirmed(f"not routed or refused: {flight.failure!r}") from flight.failure

    def _frames_of(self, message: Outgoing) -> Iterator[Any]:
        yield Basic.Publish(exchange=message.exchange, routing_key=message.routing_key, mandatory=True)
        yield ContentHeader(
            body_size=len(message.body),
            properties=Basic.Properties(
                content_type=message.content_type,
                delivery_mode=PERSISTENT,
                message_id=message.message_id,
                message_type=message.type,
                headers=dict(message.headers) or None,
            ),
        )
        size: int = self._channel.max_content_size  # type: ignore[attr-defined]
        for start in range(0, len(message.body), size):
            yield ContentBody(message.body[start : start + size])


class _Flight:
    """A chunk on its way: stands in for the confirmation future of each of its messages, at little cost.

    aiormq calls `done`, then `set_result` or `set_exception`, once for each message.
    """

    __slots__ = ("_left", "failure", "landed", "message_ids")

    def __init__(self, count: int, message_ids: Sequence[str]) -> None:
        self._left = count
        self.message_ids = message_ids
        self.failure: BaseException | None = None
        self.landed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def done(self) -> bool:
        """Whether a confirm would come too late: never, each message has its own turn."""
        return False

    def set_result(self, frame: object) -> None:
        """One message was confirmed."""
        self._left -= 1
        if self._left == 0 and not self.landed.done():
            self.landed.set_result(None)

    def set_exception(self, failure: BaseException) -> None:
        """One message was returned or refused."""
        self.failure = failure
        self.set_result(None)
