"""Dead letters to test with."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from chassis.dead_letters import Actor, DeadLetter
from chassis.dead_letters.postgres import PostgresDeadLetters
from chassis.memory import MemoryDeadLetters
from chassis.rabbitmq.connection import publishing
from chassis.rabbitmq.headers import aside_headers
from chassis.rabbitmq.names import DEAD_KEY, aside_of
from chassis.rabbitmq.publisher import Outgoing, Publisher
from tests.servers.rabbitmq import BrokerUrls

NOON = datetime(2026, 11, 21, 9, tzinfo=UTC)
ADMIN = Actor("0193", "Ara")


@dataclass(frozen=True)
class Graveyard:
    """Dead letters under test, and a look at what came back to the inbox."""

    letters: PostgresDeadLetters | MemoryDeadLetters
    returned: Callable[[], Awaitable[list[str]]]


def a_letter(id: str, type: str = "task.completed", reason: str = "data") -> DeadLetter:
    """A letter that died at noon."""
    return DeadLetter(id, type, reason, "why", 3, NOON, NOON, body_of(id))


def body_of(id: str) -> bytes:
    """A letter's body."""
    return b"body of " + id.encode()


async def bury(broker: BrokerUrls, ids: Sequence[str], service: str = "accounting") -> None:
    """Put letters aside as the consumer does."""
    headers = aside_headers("data", "why", 3)
    async with publishing(broker[service], "test") as channel:
        await Publisher(channel).publish(
            [Outgoing(aside_of(service), DEAD_KEY, id, body_of(id), "task.completed", headers) for id in ids]
        )
