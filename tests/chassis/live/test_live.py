"""Live pages from the broker to the browser."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from websockets.exceptions import ConnectionClosed, InvalidStatus

from chassis.access.directory import AccountDirectory
from chassis.envelope import Envelope
from chassis.identifiers import new_id
from chassis.integration import IntegrationEvent
from chassis.live import HintPublisher, LiveHub, for_account
from chassis.live.endpoint import SIGNED_OUT
from chassis.pages import Visitor
from chassis.rabbitmq.names import live_of
from tests.chassis.access.builders import GOSHA, KESHA, NOON, an_envelope
from tests.chassis.live.support import (
    BINDINGS,
    NamedVisitors,
    hints_of,
    is_told_nothing,
    page_of,
    publish,
    served,
    told,
)
from tests.chassis.web.support import an_app, settings_of
from tests.eventually import eventually
from tests.servers.rabbitmq import BrokerUrls, TestRabbitmq


class VisitorsWithDirectory(NamedVisitors):
    """Visitors whose accounts a directory keeps."""

    def __init__(self) -> None:
        super().__init__()

        async def nobody(account_id: object) -> None:
            return None

        self.accounts = AccountDirectory(nobody)


@dataclass
class Site:
    """The tracker's web process, serving."""

    address: str
    app: FastAPI
    hub: LiveHub
    visitors: VisitorsWithDirectory
    urls: BrokerUrls

    async def say(self, event: IntegrationEvent) -> None:
        """The tracker's relay publishes `event`."""
        envelope = Envelope.of(event, source="/tracker", time=NOON)
        await publish(self.urls["tracker"], "tracker", event.type, envelope.to_bytes())

    async def tell_account(self, envelope: Envelope) -> None:
        """Auth's relay publishes an account event."""
        await publish(self.urls["auth"], "auth", envelope.type, envelope.to_bytes())


@asynccontextmanager
async def a_site(
    urls: BrokerUrls, may_see: Callable[[Visitor, str], bool] | None = None
) -> AsyncIterator[Site]:
    options: dict[str, Any] = {} if may_see is None else {"may_see": may_see}
    hub = LiveHub(urls["tracker"], "tracker", BINDINGS, hints_of, **options)
    visitors = VisitorsWithDirectory()

    def build(address: str) -> FastAPI:
        return an_app(settings_of(public_url=address), visitors=visitors, live=hub)

    async with served(build) as (address, app):
        await eventually(lambda: hub.connected)
        yield Site(address, app, hub, visitors, urls)


@pytest.fixture
async def site(vhost: BrokerUrls) -> AsyncIterator[Site]:
    async with a_site(vhost) as site:
        yield site


def assigned_to(*accounts: UUID) -> IntegrationEvent:
    assignments = [
        {"task_id": str(new_id()), "assignment_no": 1, "account_id": str(account)} for account in accounts
    ]
    return IntegrationEvent(
        "task.assigned",
        1,
        {"reassignment_id": None, "at": "2026-11-21T09:00:00.000000Z", "assignments": assignments},
    )


async def opened(site: Site, pages: int) -> None:
    """So many pages are registered."""
    await eventually(lambda: len(site.hub.audience) == pages)


async def closed_with(page: Any) -> int | None:
    """The code a page is closed with."""
    with pytest.raises(ConnectionClosed) as closed:
        await told(page)
    return closed.value.rcvd.code if closed.value.rcvd else None


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


@pytest.mark.parametrize("origin", ["http://evil.test", "null", "https://127.0.0.1"])
async def test_a_page_of_another_site_gets_no_connection(site: Site, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refusal:
        async with page_of(site.address, origin=origin):
            pass

    assert refusal.value.response.status_code == 403
    assert len(site.hub.audience) == 0


async def test_somebody_not_signed_in_is_told_so_and_nothing_else(site: Site) -> None:
    async with page_of(site.address, "nobody") as page:
        code = await closed_with(page)

    assert code == SIGNED_OUT


async def test_a_page_closes_at_once_when_its_account_is_deactivated(site: Site) -> None:
    async with page_of(site.address, "kesha") as kesha, page_of(site.address, "gosha") as gosha:
        await opened(site, 2)
        await site.tell_account(an_envelope("account.deactivated"))

        assert await closed_with(kesha) == SIGNED_OUT
        assert await is_told_nothing(gosha)
    account = await site.visitors.accounts.find(KESHA)
    assert account is not None
    assert not account.active


async def test_a_changed_role_is_known_as_soon_as_the_event_passes(site: Site) -> None:
    await site.tell_account(an_envelope("account.updated", version=2, role="manager"))

    async def role() -> Any:
        account = await site.visitors.accounts.find(KESHA)
        return account is not None and account.role == "manager"

    await eventually(role)


async def test_a_page_closes_when_its_session_has_ended_elsewhere(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.live.endpoint.LOOK_AGAIN_SECONDS", 0.1)
    async with page_of(site.address) as page:
        await opened(site, 1)
        site.visitors.gone.add("kesha")

        assert await closed_with(page) == SIGNED_OUT


async def test_a_page_that_is_closed_is_forgotten(site: Site) -> None:
    async with page_of(site.address):
        await opened(site, 1)

    await opened(site, 0)


async def test_one_account_cannot_open_pages_without_end(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chassis.live.audience.PAGES_PER_ACCOUNT_MAX", 1)
    async with page_of(site.address), page_of(site.address) as one_too_many:
        assert await closed_with(one_too_many) == 1013
        assert len(site.hub.audience) == 1


async def test_after_the_broker_was_away_pages_are_told_to_fetch_everything(
    site: Site, rabbitmq: TestRabbitmq
) -> None:
    async with page_of(site.address) as page:
        await opened(site, 1)
        await eventually(lambda: rabbitmq.management.close_connections(site.urls.vhost), within_seconds=15)

        assert await told(page, within_seconds=15) == {"hints": ["all"], "refresh": True}
        await site.say(assigned_to(KESHA))
        assert await told(page) == {"hints": ["all-tasks", "tasks:mine"]}


async def test_a_hub_that_starts_before_the_broker_can_be_reached_goes_on_trying() -> None:
    hub = LiveHub("amqp://127.0.0.1:9/", "tracker", BINDINGS, hints_of)

    await hub.start()
    await asyncio.sleep(0)
    connected = hub.connected
    await hub.stop()

    assert not connected


async def test_the_queue_of_a_process_goes_with_it(vhost: BrokerUrls, rabbitmq: TestRabbitmq) -> None:
    async def live_queues() -> list[str]:
        names = [queue["name"] for queue in await rabbitmq.management.queues(vhost.vhost)]
        return [name for name in names if name.startswith(live_of("tracker", ""))]

    async with a_site(vhost):
        await eventually(live_queues)

    async def none_left() -> bool:
        return not await live_queues()

    await eventually(none_left, within_seconds=10)
