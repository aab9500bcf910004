"""What pages are told, from the broker to the browser."""

import asyncio
from time import monotonic

import pytest

from chassis.integration import IntegrationEvent
from chassis.live import HintPublisher, for_account
from tests.chassis.access.builders import GOSHA, KESHA
from tests.chassis.live.site import Site, a_site, assigned_to, opened
from tests.chassis.live.support import (
    is_told_nothing,
    page_of,
    publish,
    told,
)
from tests.servers.rabbitmq import BrokerUrls


async def test_a_page_is_told_what_changed_for_everybody_and_for_its_own_account(site: Site) -> None:
    async with page_of(site.address, "kesha") as kesha, page_of(site.address, "gosha") as gosha:
        await opened(site, 2)
        await site.say(assigned_to(KESHA))

        assert await told(kesha) == {"hints": ["all-tasks", "tasks:mine"]}
        assert await told(gosha) == {"hints": ["all-tasks"]}


async def test_hints_carry_no_ids_of_other_accounts(site: Site) -> None:
    async with page_of(site.address, "gosha") as gosha:
        await opened(site, 1)
        await site.say(assigned_to(KESHA, GOSHA))

        assert str(KESHA) not in str(await told(gosha))


async def test_every_page_of_an_account_is_told(site: Site) -> None:
    async with page_of(site.address) as desk, page_of(site.address) as phone:
        await opened(site, 2)
        await site.say(assigned_to(KESHA))

        assert await told(desk) == await told(phone) == {"hints": ["all-tasks", "tasks:mine"]}


async def test_a_service_says_who_may_see_what_is_addressed_to_nobody(vhost: BrokerUrls) -> None:
    async with (
        a_site(vhost, lambda visitor, _: visitor.account_id == KESHA) as site,
        page_of(site.address, "kesha") as kesha,
        page_of(site.address, "gosha") as gosha,
    ):
        await opened(site, 2)
        await site.say(IntegrationEvent("task.completed", 1, {}))

        assert await told(kesha) == {"hints": ["all-tasks"]}
        assert await is_told_nothing(gosha)


async def test_a_thousand_events_are_a_few_messages_to_a_page(site: Site) -> None:
    async with page_of(site.address) as page:
        await opened(site, 1)
        heard = []
        started = monotonic()
        saying = asyncio.gather(*(site.say(assigned_to(*[KESHA] * 100)) for _ in range(50)))
        async with asyncio.timeout(10):
            while not saying.done():
                heard.append(await told(page))
        await saying
        elapsed = monotonic() - started

    assert len(heard) <= elapsed * 5 + 2
    assert all(set(message["hints"]) <= {"all-tasks", "tasks:mine"} for message in heard)


async def test_what_the_worker_hints_at_reaches_the_pages_of_its_own_service_only(vhost: BrokerUrls) -> None:
    publisher = HintPublisher(vhost["tracker"], "tracker")
    stranger = HintPublisher(vhost["accounting"], "accounting")
    async with a_site(vhost) as site, page_of(site.address) as page:
        await opened(site, 1)
        await publisher.start()
        await stranger.start()
        try:
            publisher.publish(["progress", for_account("balance", KESHA), for_account("balance", GOSHA)])
            stranger.publish(["not for the tracker"])

            assert await told(page) == {"hints": ["balance:mine", "progress"]}
            assert await is_told_nothing(page)
        finally:
            await publisher.stop()
            await stranger.stop()


async def test_a_publisher_without_a_broker_holds_nobody_up_and_keeps_only_so_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("chassis.live.publisher.WAITING_MAX", 3)
    publisher = HintPublisher("amqp://127.0.0.1:9/", "tracker")
    await publisher.start()

    publisher.publish(f"topic-{n}" for n in range(100))

    assert len(publisher._waiting) <= 3
    await publisher.stop()


async def test_a_message_that_is_no_event_is_reported_and_the_next_one_still_arrives(site: Site) -> None:
    async with page_of(site.address) as page:
        await opened(site, 1)
        for key, body in [
            ("task.assigned", b"{"),
            ("hint.changed", b'{"hints": 5}'),
            ("hint.changed", b'{"hints":["@x"]}'),
        ]:
            await publish(site.urls["tracker"], "tracker", key, body)
        await site.say(IntegrationEvent("task.assigned", 1, {"nothing": "of use"}))
        await site.say(assigned_to(KESHA))

        assert "tasks:mine" in (await told(page))["hints"]
