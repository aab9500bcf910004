"""From a day that is closed to a mail in the employee's mailbox, by the worker alone."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from uuid import UUID

import pytest

from accounting.application.commands.close_day import CloseDay
from accounting.bootstrap.worker import build_worker
from chassis.clock import SettableClock
from chassis.identifiers import new_id
from chassis.integration import IntegrationEvent
from chassis.postgres.database import Database
from tests.accounting.builders import NOON, TODAY
from tests.accounting.component.settings import settings_over
from tests.accounting.component.tracker import account_created, completed, publish
from tests.accounting.harness import Harness, over
from tests.chassis.messaging.support import running
from tests.dead_letters import dead_letters_of
from tests.eventually import eventually
from tests.infrastructure import BrokerUrls, DatabaseUrls
from tests.servers.mail import LOOPBACK, MailServer
from tests.servers.ports import free_port

WITHIN = 30.0


@dataclass
class Company:
    """The worker at work, with a mail server it knows."""

    behind: Harness
    server: MailServer

    async def queued(self) -> int:
        """How many mails there are, sent or not."""
        assert self.behind.database is not None
        async with self.behind.database.one_statement() as driver:
            count: int = await driver.fetchval("SELECT count(*) FROM payout_mail")
        return count


@pytest.fixture
async def company(urls: DatabaseUrls, vhost: BrokerUrls, database: Database) -> AsyncIterator[Company]:
    server = MailServer(free_port())
    settings = settings_over(urls, vhost, smtp_host=LOOPBACK, smtp_port=server.port)
    worker = build_worker(settings, SettableClock(NOON))
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(server.at_work())
        for begin in worker.start:
            await begin()
        for end in reversed(worker.stop):
            stack.push_async_callback(end)
        for duty in worker.tasks:
            _ = await stack.enter_async_context(running(duty))
        yield Company(over(database), server)
    await over(database).assert_books_are_right()


async def test_a_closed_day_is_mailed_to_whom_it_paid(
    company: Company, vhost: BrokerUrls, database: Database
) -> None:
    kesha, gosha = new_id(), new_id()
    await publish(vhost, [account_created(kesha, "Kesha"), account_created(gosha, "Gosha")], "auth")
    await publish(vhost, [completed(new_id(), kesha), completed(new_id(), gosha)])
    await eventually(lambda: _everyone_is_booked(company, 2), within_seconds=WITHIN)

    await company.behind.handle(CloseDay(TODAY))
    await eventually(lambda: len(company.server.mails) == 2, within_seconds=WITHIN)

    assert sorted(company.server.recipients) == ["gosha@popug.inc", "kesha@popug.inc"]
    assert await dead_letters_of("accounting", vhost["accounting"], database) == []


async def test_a_payout_told_of_twice_is_mailed_once(company: Company, vhost: BrokerUrls) -> None:
    kesha, gosha = new_id(), new_id()
    await publish(vhost, [account_created(kesha, "Kesha"), account_created(gosha, "Gosha")], "auth")

    await publish(vhost, [_payout_made(kesha), _payout_made(kesha)], "accounting")
    await eventually(lambda: len(company.server.mails) == 1, within_seconds=WITHIN)
    await publish(vhost, [_payout_made(kesha), _payout_made(gosha)], "accounting")
    await eventually(lambda: len(company.server.mails) == 2, within_seconds=WITHIN)

    assert company.server.recipients == ["kesha@popug.inc", "gosha@popug.inc"]
    assert await company.queued() == 2


async def test_a_payout_to_somebody_not_heard_of_is_mailed_once_they_are(
    company: Company, vhost: BrokerUrls
) -> None:
    kesha = new_id()
    await publish(vhost, [_payout_made(kesha)], "accounting")
    await eventually(lambda: _is_queued(company), within_seconds=WITHIN)

    await publish(vhost, [account_created(kesha, "Kesha")], "auth")

    await eventually(lambda: company.server.recipients == ["kesha@popug.inc"], within_seconds=WITHIN)


def _payout_made(account_id: UUID) -> IntegrationEvent:
    data = {"account_id": str(account_id), "day": TODAY.isoformat(), "amount": 3000}
    return IntegrationEvent("payout.made", 1, data, subject=str(account_id))


async def _is_queued(company: Company) -> bool:
    return await company.queued() == 1


async def _everyone_is_booked(company: Company, employees: int) -> bool:
    prospect = await company.behind.accounting.days.prospect(TODAY)
    return prospect.employees == employees
