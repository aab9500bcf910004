"""The outbox in PostgreSQL: events are appended in the transaction of the command that caused them."""

from collections.abc import Callable

import schema_registry
from chassis.clock import Clock
from chassis.crash_points import crash_point
from chassis.envelope import Envelope, written
from chassis.integration import IntegrationEvent
from chassis.observability.traces import current_traceparent
from chassis.postgres.database import Transaction

APPEND = """
INSERT INTO outbox (type, version, subject, body)
SELECT type, version, subject, body
FROM unnest($1::text[], $2::int[], $3::text[], $4::bytea[])
     WITH ORDINALITY AS event (type, version, subject, body, place)
ORDER BY place
"""


class PostgresOutbox:
    """Appends events to the table `outbox` (chassis.integration.Outbox).

    `source` is the producing service's name; `wake` is called after the commit so that the relay need not
    wait for its next look.
    """

    def __init__(
        self, transaction: Transaction, *, source: str, clock: Clock, wake: Callable[[], None]
    ) -> None:
        self._transaction = transaction
        self._source = source
        self._clock = clock
        self._wake = wake

    async def add(self, *events: IntegrationEvent) -> None:
        """Append `events` in order, in one statement; raises `schema_registry.RegistryError`."""
        if not events:
            return
        traceparent = current_traceparent()
        bodies = [self._sealed(event, traceparent) for event in events]
        await self._transaction.driver.execute(
            APPEND,
            [event.type for event in events],
            [event.version for event in events],
            [event.subject for event in events],
            bodies,
        )
        crash_point("outbox.appended")
        self._transaction.after_commit(self._wake)

    def _sealed(self, event: IntegrationEvent, traceparent: str | None) -> bytes:
        envelope = Envelope.of(
            event, source=f"/{self._source}", time=self._clock.now(), traceparent=traceparent
        ).as_json()
        schema_registry.validate_envelope(envelope)
        return written(envelope)
