"""A publisher for what is seldom sent: connects when first needed, and again after it broke."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack

from chassis.rabbitmq.connection import BROKER_FAILURES, publishing
from chassis.rabbitmq.publisher import Outgoing, Publisher


class SidePublisher:
    """Publishes with confirms on a connection of its own, made on demand."""

    def __init__(self, url: str, name: str) -> None:
        self._url = url
        self._name = name
        self._stack = AsyncExitStack()
        self._publisher: Publisher | None = None
        self._turn = asyncio.Lock()

    async def publish(self, messages: Sequence[Outgoing]) -> None:
        """Publish and wait for the confirms; a failure leads to a new connection, a second is raised."""
        async with self._turn:
            try:
                await (await self._connected()).publish(messages)
            except BROKER_FAILURES:
                await self._disconnect()
                await (await self._connected()).publish(messages)

    async def close(self) -> None:
        """Close the connection, if there is one."""
        async with self._turn:
            await self._disconnect()

    async def _connected(self) -> Publisher:
        if self._publisher is None:
            channel = await self._stack.enter_async_context(publishing(self._url, self._name))
            self._publisher = Publisher(channel)
        return self._publisher

    async def _disconnect(self) -> None:
        self._publisher = None
        stack, self._stack = self._stack, AsyncExitStack()
        await stack.aclose()
