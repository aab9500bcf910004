"""Puts messages aside, confirmed by the broker, before they are acknowledged in the inbox."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from aiormq.abc import DeliveredMessage

from chassis.crash_points import crash_point
from chassis.envelope import CONTENT_TYPE
from chassis.identifiers import new_id
from chassis.observability.metrics import DEAD_LETTERS, RETRIES
from chassis.rabbitmq.headers import PRODUCER, aside_headers, attempts_of
from chassis.rabbitmq.names import DEAD_KEY, RETRY_KEY, aside_of
from chassis.rabbitmq.publisher import Outgoing
from chassis.rabbitmq.side_publisher import SidePublisher

ATTEMPTS_MAX = 5


@dataclass(frozen=True, slots=True)
class Burial:
    """A message that nobody here can handle; `reason` is stable, `detail` is for people."""

    message: DeliveredMessage
    reason: str
    detail: str


class Aside:
    """The way out of `service`'s inbox for messages that cannot be applied."""

    def __init__(self, service: str, rabbitmq_url: str, *, attempts_max: int = ATTEMPTS_MAX) -> None:
        self._exchange = aside_of(service)
        self._publisher = SidePublisher(rabbitmq_url, f"{service}-aside")
        self._attempts_max = attempts_max

    async def bury(self, message: DeliveredMessage, reason: str, detail: str) -> None:
        """Make `message` a dead letter with its reason."""
        await self.bury_all([Burial(message, reason, detail)])

    async def bury_all(self, burials: Sequence[Burial]) -> None:
        """Make dead letters of many at once: the broker confirms them together, so poison holds up little."""
        await self._publish([self._dead(burial) for burial in burials])
        for burial in burials:
            DEAD_LETTERS.labels(burial.reason).inc()
            structlog.get_logger(__name__).error(
                "dead letter",
                message_id=burial.message.header.properties.message_id,
                reason=burial.reason,
                detail=burial.detail,
            )

    async def retry_later(self, message: DeliveredMessage, error: BaseException) -> None:
        """Let `message` come back after a while; bury it when it has come back often enough."""
        attempts = attempts_of(message.header.properties.headers) + 1
        if attempts >= self._attempts_max:
            await self.bury(message, "attempts_exhausted", repr(error))
            return
        headers = aside_headers("unexpected", repr(error), attempts)
        await self._publish([self._outgoing(message, RETRY_KEY, headers)])
        RETRIES.labels(message.header.properties.message_type or "unknown").inc()
        structlog.get_logger(__name__).warning(
            "message will be tried again",
            message_id=message.header.properties.message_id,
            attempts=attempts,
            exc_info=error,
        )

    async def take_a_lap(self, message: DeliveredMessage, producer: str) -> None:
        """Let `message`, by which `producer` ends its history, come back behind all that is in the inbox."""
        headers = {**aside_headers("history_ends", producer, 1), PRODUCER: producer}
        await self._publish([self._outgoing(message, RETRY_KEY, headers)])

    async def close(self) -> None:
        """Close the connection to the broker, if one was needed."""
        await self._publisher.close()

    def _dead(self, burial: Burial) -> Outgoing:
        attempts = attempts_of(burial.message.header.properties.headers) + 1
        return self._outgoing(burial.message, DEAD_KEY, aside_headers(burial.reason, burial.detail, attempts))

    def _outgoing(self, message: DeliveredMessage, key: str, headers: Mapping[str, Any]) -> Outgoing:
        known = message.header.properties
        return Outgoing(
            self._exchange,
            key,
            known.message_id or str(new_id()),
            message.body,
            known.message_type,
            headers,
            known.content_type or CONTENT_TYPE,
        )

    async def _publish(self, messages: Sequence[Outgoing]) -> None:
        crash_point("aside.taken")
        await self._publisher.publish(messages)
        crash_point("aside.confirmed")
