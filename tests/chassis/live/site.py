"""The tracker's web process, serving live pages from a real broker."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from websockets.exceptions import ConnectionClosed

from chassis.access.directory import AccountDirectory
from chassis.envelope import Envelope
from chassis.identifiers import new_id
from chassis.integration import IntegrationEvent
from chassis.live import LiveHub
from chassis.pages import Visitor
from tests.chassis.access.builders import NOON
from tests.chassis.live.support import (
    BINDINGS,
    NamedVisitors,
    hints_of,
    publish,
    served,
    told,
)
from tests.chassis.web.support import an_app, settings_of
from tests.eventually import eventually
from tests.servers.rabbitmq import BrokerUrls


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
