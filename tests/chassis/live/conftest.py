"""A site for each test."""

from collections.abc import AsyncIterator

import pytest

from tests.chassis.live.site import Site, a_site
from tests.servers.rabbitmq import BrokerUrls


@pytest.fixture
async def site(vhost: BrokerUrls) -> AsyncIterator[Site]:
    async with a_site(vhost) as site:
        yield site
