"""Connections to RabbitMQ: named, bounded in time, and never mended in secret: who uses one sees it break."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiormq
from aiormq.abc import AbstractChannel, AbstractConnection
from aiormq.exceptions import AMQPError, ChannelInvalidStateError
from yarl import URL

CONNECT_SECONDS = 10
CLOSE_SECONDS = 5
HEARTBEAT_SECONDS = 15

BROKER_FAILURES = (AMQPError, ChannelInvalidStateError, OSError, TimeoutError)


@asynccontextmanager
async def connected(url: str, name: str) -> AsyncIterator[AbstractConnection]:
    """One connection to the broker at `url` (`amqp://user:password@host:port/vhost`), shown there as `name`.

    Raises one of BROKER_FAILURES when there is none to be had within CONNECT_SECONDS.
    """
    address = URL(url).update_query(heartbeat=str(HEARTBEAT_SECONDS), name=name)
    async with asyncio.timeout(CONNECT_SECONDS):
        connection = await aiormq.connect(address)
    try:
        yield connection
    finally:
        await connection.close(timeout=CLOSE_SECONDS)


@asynccontextmanager
async def publishing(url: str, name: str) -> AsyncIterator[AbstractChannel]:
    """A channel with publisher confirms on a connection of its own; a returned message fails its publish."""
    async with connected(url, name) as connection:
        yield await connection.channel(
            publisher_confirms=True, on_return_raises=True, timeout=CONNECT_SECONDS
        )


@asynccontextmanager
async def consuming(url: str, name: str, prefetch: int) -> AsyncIterator[AbstractChannel]:
    """A channel on a connection of its own, holding at most `prefetch` messages not yet acknowledged."""
    async with connected(url, name) as connection:
        channel = await connection.channel(publisher_confirms=False, timeout=CONNECT_SECONDS)
        await channel.basic_qos(prefetch_count=prefetch, timeout=CONNECT_SECONDS)
        yield channel
