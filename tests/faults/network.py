"""The network between services and their servers, in the test's hands."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from tests.faults.confirms import ConfirmThief
from tests.faults.proxy import LOOPBACK, Proxy
from tests.system.processes import ServiceProcess
from tests.system.system import System

DATABASE: Final = "POPUG_DATABASE_URL"
BROKER: Final = "POPUG_RABBITMQ_URL"


@dataclass(slots=True)
class Network:
    """The two ways that services' bytes go; `thief` sits on the one from the broker."""

    database: Proxy
    broker: Proxy
    thief: ConfirmThief = field(default_factory=ConfirmThief)

    def __getitem__(self, way: str) -> Proxy:
        """`database` or `broker`."""
        return {"database": self.database, "broker": self.broker}[way]


@asynccontextmanager
async def through_a_network(system: System, names: Sequence[str]) -> AsyncIterator[Network]:
    """Restart the named processes so that they reach their servers through proxies, and back afterwards."""
    processes = [system.processes[name] for name in names]
    one = processes[0].environment
    network = Network(_proxy_to(one[DATABASE]), _proxy_to(one[BROKER]))
    network.broker.answers = network.thief.on_a_new_connection
    await asyncio.gather(network.database.open(), network.broker.open())
    directly = [process.environment for process in processes]
    try:
        await _restart(processes, [_led_through(network, each) for each in directly])
        yield network
    finally:
        network.database.heal()
        network.broker.heal()
        await _restart(processes, directly)
        await asyncio.gather(network.database.close(), network.broker.close())


def _proxy_to(url: str) -> Proxy:
    address = urlsplit(url)
    assert address.hostname is not None
    assert address.port is not None
    return Proxy(address.hostname, address.port)


def _led_through(network: Network, environment: Mapping[str, str]) -> Mapping[str, str]:
    ways = {DATABASE: network.database, BROKER: network.broker}
    return {**environment, **{name: _redirected(environment[name], proxy) for name, proxy in ways.items()}}


def _redirected(url: str, proxy: Proxy) -> str:
    address = urlsplit(url)
    return urlunsplit(
        address._replace(netloc=f"{address.username}:{address.password}@{LOOPBACK}:{proxy.port}")
    )


async def _restart(processes: Sequence[ServiceProcess], environments: Sequence[Mapping[str, str]]) -> None:
    for process, environment in zip(processes, environments, strict=True):
        process.environment = environment
    await asyncio.gather(*(process.restart() for process in processes))
