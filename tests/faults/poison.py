"""Messages nobody can handle, put among good ones on purpose, and taken out of the dead letters again."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Final
from uuid import uuid4

from chassis.envelope import Envelope
from chassis.integration import IntegrationEvent
from chassis.rabbitmq.connection import publishing
from chassis.rabbitmq.names import exchange_of
from chassis.rabbitmq.publisher import Outgoing, Publisher
from tests.eventually import eventually
from tests.system.system import System

PRODUCER: Final = "tracker"
HEARERS: Final = ("accounting", "analytics")
TYPE: Final = "task.created"
BURIED_WITHIN_SECONDS: Final = 60.0
SHOWN_MAX: Final = "10000"


def _with(version: int = 2, type_: str = TYPE, **data: object) -> bytes:
    event = IntegrationEvent(type_, version, data)
    return Envelope.of(event, source=f"/{PRODUCER}", time=datetime.now(UTC)).to_bytes()


def poisons() -> tuple[bytes, ...]:
    """One of each kind: no JSON, no envelope, no such type, no such version, data against the schema."""
    return (
        b"\x00\xff not even text",
        b"{}",
        _with(type_="task.forgotten", task_id=str(uuid4())),
        _with(version=99, task_id=str(uuid4())),
        _with(task_id="no identifier", title=7),
    )


@dataclass(slots=True)
class Poisoner:
    """Poisons what accounting and analytics hear from the tracker, and knows with which message ids."""

    system: System
    ids: list[str] = field(default_factory=list)

    async def spread(self, *bodies: bytes) -> None:
        """Publish bodies where a created task would be announced."""
        ids = [f"poison-{uuid4()}" for _ in bodies]
        async with publishing(self.system.broker[PRODUCER], "poison") as channel:
            await Publisher(channel).publish(
                [
                    Outgoing(exchange_of(PRODUCER), TYPE, message_id, body, TYPE)
                    for message_id, body in zip(ids, bodies, strict=True)
                ]
            )
        self.ids += ids

    async def remove(self) -> None:
        """Wait until every poison lies among the dead letters of everybody who heard it, and discard it."""
        if not self.ids:
            return
        for service in HEARERS:
            await eventually(partial(self._buried, service), within_seconds=BURIED_WITHIN_SECONDS)
            await self.system.run(service, "dead", "discard", *self.ids)
        self.ids.clear()

    async def _buried(self, service: str) -> None:
        said = await self.system.run(service, "dead", "list", "--limit", SHOWN_MAX)
        missing = [message_id for message_id in self.ids if message_id not in said]
        assert not missing, f"{len(missing)} of {len(self.ids)} are not dead at {service} yet"
