"""Accounting's consumer and relay at work on a real broker and a real database."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from accounting.bootstrap.worker import build_worker
from chassis.clock import SettableClock
from chassis.postgres.database import Database
from tests.accounting.builders import NOON
from tests.accounting.component.payroll import Payroll, Told
from tests.accounting.component.settings import settings_over
from tests.accounting.component.site import Site, open_site
from tests.accounting.harness import Harness, over
from tests.chassis.messaging.support import running
from tests.infrastructure import BrokerUrls, DatabaseUrls
from tests.servers.mail import MailServer
from tests.servers.ports import free_port


@pytest.fixture
async def at_work(urls: DatabaseUrls, vhost: BrokerUrls, database: Database) -> AsyncIterator[Harness]:
    """What the worker has booked; its books are right after the test."""
    worker = build_worker(settings_over(urls, vhost), SettableClock(NOON))
    async with AsyncExitStack() as stack:
        for begin in worker.start:
            await begin()
        for end in reversed(worker.stop):
            stack.push_async_callback(end)
        for duty in worker.tasks:
            _ = await stack.enter_async_context(running(duty))
        yield over(database)
    await over(database).assert_books_are_right()


@pytest.fixture
async def site(urls: DatabaseUrls) -> AsyncIterator[Site]:
    async with open_site(urls) as opened:
        yield opened


@pytest.fixture
def payroll(in_postgres: Harness, urls: DatabaseUrls) -> Payroll:
    return Payroll(in_postgres, urls, MailServer(free_port()), Told())
