"""The accounts, as auth tells of them."""

import aio_pika

from chassis.clock import SystemClock
from chassis.envelope import CONTENT_TYPE, Envelope
from chassis.integration import IntegrationEvent
from tests.eventually import eventually
from tests.infrastructure import BrokerUrls
from tests.tracker.builders import an_account_id, creating
from tracker.bootstrap import Application


def told(type_: str, data: dict[str, object]) -> Envelope:
    event = IntegrationEvent(type_, 1, data, subject=str(data["account_id"]))
    return Envelope.of(event, source="/auth", time=SystemClock().now())


async def tell(vhost: BrokerUrls, envelope: Envelope) -> None:
    async with await aio_pika.connect(vhost["auth"]) as connection:
        exchange = await (await connection.channel()).get_exchange("auth", ensure=False)
        message = aio_pika.Message(envelope.to_bytes(), content_type=CONTENT_TYPE)
        await exchange.publish(message, routing_key=envelope.type)


async def test_a_new_account_is_given_tasks_and_a_dismissed_one_is_not(
    core: Application, worker: None, vhost: BrokerUrls
) -> None:
    account_id = an_account_id()
    state = {
        "account_id": str(account_id),
        "version": 1,
        "name": "Kesha",
        "email": "kesha@popug.inc",
        "role": "worker",
        "active": True,
        "locale": "ru",
    }

    async def eligible(count: int) -> None:
        assert (await core.tracker.reassignments.prospect()).eligible_accounts == count

    await tell(vhost, told("account.created", state))
    await eventually(lambda: eligible(1), within_seconds=15)
    command = creating()
    await core.tracker.handle(command)
    await tell(vhost, told("account.updated", {**state, "version": 2, "active": False}))
    await eventually(lambda: eligible(0), within_seconds=15)

    assert (await core.tracker.tasks.one(command.task_id)).assignee.name == "Kesha"
