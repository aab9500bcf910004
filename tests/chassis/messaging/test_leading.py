"""Who leads: one relay, and never for long one that has stopped doing anything."""

import asyncio

import pytest

from chassis.relay import session
from chassis.relay.session import leader_session
from tests.servers.postgres import DatabaseUrls

TAKEN_OVER_WITHIN_SECONDS = 10


async def test_a_relay_that_froze_is_taken_over(urls: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "FROZEN_SECONDS", 1)
    stop = asyncio.Event()

    async with (
        leader_session(urls.runtime, "frozen") as frozen,
        leader_session(urls.runtime, "rival") as rival,
    ):
        assert await frozen.lead(stop)
        async with asyncio.timeout(TAKEN_OVER_WITHIN_SECONDS):
            assert await rival.lead(stop)

        assert frozen.connection.is_closed()
