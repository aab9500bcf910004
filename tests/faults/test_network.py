"""F5 and F6: the network is cut, torn, silent or slow, and the broker's confirms get lost on it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

import pytest
import pytest_asyncio

from chassis.rabbitmq.publisher import CONFIRM_SECONDS
from tests.eventually import eventually
from tests.faults.lengths import FULL, SHORT, Length
from tests.faults.network import Network, through_a_network
from tests.faults.ordeal import Ordeal, work_goes_on
from tests.system.system import System

LED_THROUGH: Final = ("tracker-web", "tracker-worker", "accounting-worker", "analytics-worker")
WAYS: Final = ("broker", "database")
CUT_EVERY_SECONDS: Final = 0.5
TORN_AFTER_BYTES: Final = (1, 700, 40_000)
SILENCES_SECONDS: Final = (1.0, 10.0, 35.0)  # the last is longer than two heartbeats
SLOWNESS_SECONDS: Final = 0.2
SWALLOWED_WITHIN_SECONDS: Final = 30.0
IN_VAIN_SECONDS: Final = 1.0  # many times what the relay takes for what it has
GIVEN_UP_WITHIN_SECONDS: Final = CONFIRM_SECONDS + 30.0
RELAYED: Final = "SELECT moved_at FROM outbox_cursor WHERE name = 'live'"
SAID_LATELY: Final = """
SELECT max(created_at) > (SELECT moved_at FROM outbox_cursor WHERE name = 'live') FROM outbox
"""

pytestmark = pytest.mark.timeout(1_200)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def network(system: System) -> AsyncIterator[Network]:
    """The network that tracker, accounting and analytics depend on."""
    async with through_a_network(system, LED_THROUGH) as ways:
        yield ways


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("length", [SHORT, FULL])
async def test_a_network_cut_again_and_again_loses_and_doubles_nothing(
    ordeal: Ordeal, network: Network, way: str, length: Length
) -> None:
    async with ordeal.load(f"F5 network to the {way} cut every {CUT_EVERY_SECONDS} s") as load:
        cut = 0
        for _ in range(int(length.seconds / CUT_EVERY_SECONDS)):
            cut += network[way].cut()
            await asyncio.sleep(CUT_EVERY_SECONDS)
        await work_goes_on(load)

    assert cut > 0


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("length", [FULL])
async def test_a_network_torn_in_mid_message_loses_and_doubles_nothing(
    ordeal: Ordeal, network: Network, way: str, length: Length
) -> None:
    async with ordeal.load(f"F5 network to the {way} torn in mid message") as load:
        for after_bytes in TORN_AFTER_BYTES:
            network[way].tear(after_bytes)
            await work_goes_on(load)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("length", [SHORT, FULL])
async def test_a_silent_network_loses_and_doubles_nothing(
    ordeal: Ordeal, network: Network, way: str, length: Length
) -> None:
    silences = SILENCES_SECONDS if length.full else (length.seconds,)
    told = ", ".join(f"{seconds:.0f}" for seconds in silences)
    async with ordeal.load(f"F5 network to the {way} silent for {told} s") as load:
        for seconds in silences:
            network[way].silence()
            await asyncio.sleep(seconds)
            network[way].speak()
            await work_goes_on(load)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("length", [FULL])
async def test_a_slow_network_loses_and_doubles_nothing(
    ordeal: Ordeal, network: Network, way: str, length: Length
) -> None:
    async with ordeal.load(f"F5 network to the {way} slower by {SLOWNESS_SECONDS} s each way") as load:
        network[way].delay_seconds = SLOWNESS_SECONDS
        await asyncio.sleep(length.seconds / 2)
        network[way].delay_seconds = 30 * SLOWNESS_SECONDS
        await asyncio.sleep(length.seconds / 2)
        network[way].heal()
        await work_goes_on(load)


async def test_confirms_swallowed_before_a_cut_make_duplicates_with_one_effect(
    ordeal: Ordeal, network: Network
) -> None:
    async with ordeal.load("F6 publisher confirms swallowed, then the connection cut") as load:
        await _swallow(network, ordeal.system)
        network.broker.cut()
        network.thief.active = False
        await work_goes_on(load)

    assert ordeal.heard.repeated > 0


@pytest.mark.faults
async def test_confirms_that_never_come_are_given_up_and_make_duplicates_with_one_effect(
    ordeal: Ordeal, network: Network
) -> None:
    async with ordeal.load("F6 publisher confirms swallowed until the relay gives up") as load:
        await _swallow(network, ordeal.system)
        before = network.thief.swallowed
        await eventually(lambda: network.thief.swallowed > 2 * before, within_seconds=GIVEN_UP_WITHIN_SECONDS)
        network.thief.active = False
        await work_goes_on(load)

    assert ordeal.heard.repeated > 0


async def _swallow(network: Network, system: System) -> None:
    """Return when the tracker's relay waits for a confirm that was taken from it."""
    network.thief.active = True

    async def waits_in_vain() -> None:
        (before,) = await system.texts("tracker", RELAYED)
        await asyncio.sleep(IN_VAIN_SECONDS)
        relayed, said = await system.texts("tracker", RELAYED), await system.texts("tracker", SAID_LATELY)
        assert relayed == [before], "the relay goes on"
        assert said == ["True"], "nothing new was said"
        assert network.thief.swallowed > 0

    await eventually(waits_in_vain, within_seconds=SWALLOWED_WITHIN_SECONDS)
