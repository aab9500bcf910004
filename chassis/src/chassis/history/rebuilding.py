"""Asks producers to tell all of their history once more, into a queue beside the inbox."""

import json
from collections.abc import Sequence

from chassis.identifiers import new_id
from chassis.rabbitmq.connection import connected
from chassis.rabbitmq.names import SYNC_REQUESTED, exchange_of, rebuild_of
from chassis.rabbitmq.publisher import Outgoing
from chassis.rabbitmq.side_publisher import SidePublisher

CONTENT_TYPE = "application/json"
LOOK_SECONDS = 5.0


class RebuildRequest:
    """Of `service`, for the rebuild called `rebuild`: lower-case hexadecimal digits and dashes."""

    def __init__(self, service: str, rebuild: str, rabbitmq_url: str) -> None:
        self._service = service
        self._rebuild = rebuild
        self._rabbitmq_url = rabbitmq_url

    async def ask(self, producers: Sequence[str]) -> None:
        """Say it once; the broker keeps it for producers that are away. Raises BROKER_FAILURES.

        Asking again while a producer still tells changes nothing; after it has told all, it tells all again.
        """
        body = json.dumps({"producers": list(producers), "rebuild": self._rebuild}).encode()
        publisher = SidePublisher(self._rabbitmq_url, f"{self._service}-rebuild")
        try:
            await publisher.publish(
                [
                    Outgoing(
                        exchange_of(self._service),
                        SYNC_REQUESTED,
                        str(new_id()),
                        body,
                        SYNC_REQUESTED,
                        content_type=CONTENT_TYPE,
                    )
                ]
            )
        finally:
            await publisher.close()

    async def waiting(self) -> int:
        """How many messages wait in the queue that no consumer holds. Raises BROKER_FAILURES."""
        async with connected(self._rabbitmq_url, f"{self._service}-rebuild") as connection:
            channel = await connection.channel()
            queue = await channel.queue_declare(rebuild_of(self._service), passive=True, timeout=LOOK_SECONDS)
        return queue.message_count or 0
