"""The other services as analytics knows them: a log each, told live and, when asked, from the beginning."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import asyncpg

from chassis.envelope import Envelope
from chassis.history import HistoryAnswers
from chassis.postgres.address import driver_url
from chassis.relay import Relay
from tests.analytics.events import PRODUCERS
from tests.chassis.messaging.support import create_messaging, running
from tests.infrastructure import BrokerUrls, TestPostgres
from tests.servers.postgres import DatabaseUrls

SAY = "INSERT INTO outbox (type, version, body) SELECT * FROM unnest($1::text[], $2::int[], $3::bytea[])"


@dataclass(frozen=True, slots=True)
class Company:
    """`logs` are the producers' databases, with nothing in them but the messaging tables."""

    logs: Mapping[str, DatabaseUrls]

    async def say(self, envelopes: Sequence[Envelope]) -> None:
        """Commit each to the log of who says such things."""
        for producer, urls in self.logs.items():
            own = [envelope for envelope in envelopes if PRODUCERS[envelope.type] == producer]
            if own:
                connection = await asyncpg.connect(driver_url(urls.runtime))
                await connection.execute(
                    SAY,
                    [each.type for each in own],
                    [each.version for each in own],
                    [each.to_bytes() for each in own],
                )
                await connection.close()


@asynccontextmanager
async def a_company(postgres: TestPostgres, vhost: BrokerUrls) -> AsyncIterator[Company]:
    """Relays and answers of auth, tracker and accounting."""
    logs = {}
    async with AsyncExitStack() as stack:
        for producer in ("auth", "tracker", "accounting"):
            urls = logs[producer] = await postgres.create_database(producer)
            stack.push_async_callback(postgres.drop_database, urls)
            await create_messaging(urls.owner, producer)
            _ = await stack.enter_async_context(running(Relay(producer, urls.runtime, vhost[producer])))
            answers = HistoryAnswers(producer, urls.runtime, vhost[producer])
            _ = await stack.enter_async_context(running(answers))
        yield Company(logs)
