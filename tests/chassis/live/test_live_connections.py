"""Who gets a live connection, and when it ends or begins anew."""

import asyncio
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from chassis.live import LiveHub
from chassis.pages import Visitor
from chassis.rabbitmq.names import live_of
from chassis.roles import Role
from chassis.web.live_endpoint import SIGNED_OUT
from tests.chassis.access.builders import KESHA, an_envelope
from tests.chassis.live.site import Site, a_site, assigned_to, closed_with, opened
from tests.chassis.live.support import (
    BINDINGS,
    hints_of,
    is_told_nothing,
    page_of,
    told,
)
from tests.eventually import eventually
from tests.servers.rabbitmq import BrokerUrls, TestRabbitmq


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
    monkeypatch.setattr("chassis.web.live_endpoint.LOOK_AGAIN_SECONDS", 0.1)
    async with page_of(site.address) as page:
        await opened(site, 1)
        site.visitors.gone.add("kesha")

        assert await closed_with(page) == SIGNED_OUT


async def test_pages_of_every_process_close_at_once_when_their_session_ends(
    site: Site, vhost: BrokerUrls
) -> None:
    async with (
        a_site(vhost) as elsewhere,
        page_of(site.address) as here,
        page_of(elsewhere.address) as there,
        page_of(elsewhere.address, "gosha") as gosha,
    ):
        await opened(site, 1)
        await opened(elsewhere, 2)
        site.visitors.gone.add("kesha")
        elsewhere.visitors.gone.add("kesha")
        site.hub.session_ended(KESHA)

        assert await closed_with(here) == SIGNED_OUT
        assert await closed_with(there) == SIGNED_OUT
        assert await is_told_nothing(gosha)


async def test_a_page_of_another_session_stays_open_and_is_told_nothing(site: Site) -> None:
    async with page_of(site.address) as page:
        await opened(site, 1)
        site.hub.session_ended(KESHA)

        assert await is_told_nothing(page)
        await site.say(assigned_to(KESHA))
        assert await told(page) == {"hints": ["all-tasks", "tasks:mine"]}


async def test_a_session_that_ends_while_the_broker_is_away_is_no_error() -> None:
    hub = LiveHub("amqp://127.0.0.1:9/", "tracker", BINDINGS, hints_of)
    page = hub.open(Visitor(KESHA, "Kesha", "kesha@popug.inc", Role.WORKER))

    hub.session_ended(KESHA)

    assert page.take_doubt()
    assert not page.take_doubt()


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
