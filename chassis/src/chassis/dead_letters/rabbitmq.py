"""Dead letters on their way through RabbitMQ: out of the queue they died into, and back to the inbox."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256

from aiormq.abc import AbstractChannel, DeliveredMessage
from pamqp.commands import Basic

from chassis.dead_letters.letter import DeadLetter
from chassis.errors import Unprocessable
from chassis.rabbitmq.connection import consuming
from chassis.rabbitmq.headers import ATTEMPTS, DETAIL, FAILED_AT, REASON, attempts_of
from chassis.rabbitmq.names import INBOX_KEY, aside_of, dead_of
from chassis.rabbitmq.publisher import Outgoing
from chassis.rabbitmq.side_publisher import SidePublisher
from schema_registry import EVENTS

GET_SECONDS = 10
LOOK_MAX = 10_000


class NoInbox(Unprocessable):
    """The service hears no events, so there is nowhere to send one back to."""

    code = "no_inbox"


class RabbitDeadLetters:
    """The queue `<service>.dead`, in which letters lie until a worker has stored them."""

    def __init__(self, service: str, rabbitmq_url: str) -> None:
        self._service = service
        self._url = rabbitmq_url

    async def list(self, limit: int = LOOK_MAX) -> Sequence[DeadLetter]:
        """The oldest `limit` letters, left where they are."""
        async with consuming(self._url, f"{self._service}-dead-letters", prefetch=0) as channel:
            return [letter async for letter, _ in taken(channel, self._service, limit)]


async def taken(
    channel: AbstractChannel, service: str, limit: int
) -> AsyncIterator[tuple[DeadLetter, DeliveredMessage]]:
    """Up to `limit` letters out of the queue, each with its message; not acknowledged, they stay there."""
    for _ in range(limit):
        message = await channel.basic_get(dead_of(service), no_ack=False, timeout=GET_SECONDS)
        if isinstance(message.delivery, Basic.GetEmpty):
            return
        yield _letter_from(message), message


class ReturnToInbox:
    """Sends dead letters of `service` back to where they can be handled again."""

    def __init__(self, service: str, rabbitmq_url: str) -> None:
        self._service = service
        self._has_inbox = any(service in event.consumers for event in EVENTS.values())
        self._publisher = SidePublisher(rabbitmq_url, f"{service}-replay")

    async def send(self, letters: Sequence[DeadLetter]) -> None:
        """Send `letters`, as if never tried, and return once the broker has confirmed them.

        Raises `NoInbox`, and BROKER_FAILURES.
        """
        if letters and not self._has_inbox:
            raise NoInbox(f"{self._service} hears no events, so this cannot be handled again: discard it.")
        if letters:
            await self._publisher.publish([self._outgoing(letter) for letter in letters])

    async def close(self) -> None:
        """Close the connection to the broker, if one was needed."""
        await self._publisher.close()

    def _outgoing(self, letter: DeadLetter) -> Outgoing:
        return Outgoing(aside_of(self._service), INBOX_KEY, letter.id, letter.body, letter.type)


def _letter_from(message: DeliveredMessage) -> DeadLetter:
    known = message.header.properties
    headers = known.headers or {}
    failed_at = _moment(headers.get(FAILED_AT))
    return DeadLetter(
        id=known.message_id or f"sha256:{sha256(message.body).hexdigest()}",
        type=known.message_type or "unknown",
        reason=str(headers.get(REASON, "delivery_limit")),
        detail=str(headers.get(DETAIL, "")),
        attempts=attempts_of(headers) if ATTEMPTS in headers else 0,
        first_failed_at=failed_at,
        last_failed_at=failed_at,
        body=message.body,
    )


def _moment(header: object) -> datetime:
    """When it failed; now for a letter that the broker put aside itself."""
    return datetime.fromisoformat(header) if isinstance(header, str) else datetime.now(UTC)
