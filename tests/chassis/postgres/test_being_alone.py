"""Who wants to be alone in a transaction waits for the others, and leaves nobody behind who waits."""

import asyncio
from collections.abc import Awaitable, Callable

from chassis.postgres.address import driver_url
from chassis.postgres.database import IDLE_IN_TRANSACTION_SECONDS, Database
from tests.eventually import PATIENCE, eventually
from tests.locks import observing
from tests.servers.postgres import DatabaseUrls

SOON_SECONDS = IDLE_IN_TRANSACTION_SECONDS / PATIENCE / 2
"""Before the server ends the transaction that is waited for."""


async def test_who_wants_to_be_alone_waits_for_the_others_with_that_number(
    database: Database, urls: DatabaseUrls
) -> None:
    order: list[str] = []

    async def second() -> None:
        async with database.transaction(alone=7):
            order.append("second")

    async with observing(driver_url(urls.runtime)) as waiting, database.transaction(alone=7):
        later = asyncio.create_task(second())
        await eventually(waiting, within_seconds=SOON_SECONDS)
        order.append("first")
    await later

    assert order == ["first", "second"]


async def test_who_wants_to_be_alone_does_not_wait_for_another_number(database: Database) -> None:
    async with asyncio.timeout(10), database.transaction(alone=7), database.transaction(alone=8):
        pass


async def test_who_gives_up_waiting_to_be_alone_leaves_nobody_waiting(
    database: Database, urls: DatabaseUrls
) -> None:
    async def second() -> None:
        async with database.transaction(alone=7):
            raise AssertionError("the first is not done")

    async with observing(driver_url(urls.runtime)) as waiting, database.transaction(alone=7):
        later = asyncio.create_task(second())
        await eventually(waiting, within_seconds=SOON_SECONDS)
        later.cancel()
        await asyncio.wait({later})
        await eventually(lambda: _nobody(waiting), within_seconds=SOON_SECONDS)

    assert later.cancelled()


async def _nobody(waiting: Callable[[], Awaitable[int]]) -> bool:
    return await waiting() == 0
