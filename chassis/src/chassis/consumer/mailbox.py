"""Where delivered messages wait until the consumer's one loop takes a batch of them."""

import asyncio
from collections import deque

from aiormq.abc import AbstractChannel, DeliveredMessage
from aiormq.exceptions import ChannelInvalidStateError
from pamqp.commands import Basic

from chassis.waiting import stopped_within

TURNS = 4
"""What the broker sent in one piece comes over a few turns of the loop: a commit's events stay together."""

AT_ONCE = 3
"""So many batches may follow each other after a pause: what the broker sends in two pieces need not wait."""


class Mailbox:
    """Messages of one channel, in the order they came.

    The first after a pause are handed out at once, so that nobody waits on an idle system. While they keep
    coming, they are gathered up to the batch's bounds in messages, bytes of their bodies (a batch of one
    message may have more), and seconds from one batch to the next.
    """

    def __init__(
        self, channel: AbstractChannel, *, batch_max: int, batch_bytes_max: int, gather_seconds: float
    ) -> None:
        self._channel = channel
        self._batch_max = batch_max
        self._batch_bytes_max = batch_bytes_max
        self._gather_seconds = gather_seconds
        self._due = float("-inf")
        self._waiting: deque[DeliveredMessage] = deque()
        self._waiting_bytes = 0
        self._changed = asyncio.Event()
        self._full = asyncio.Event()
        self._cancelled = False
        self._closing = channel.closing
        self._closing.add_done_callback(lambda _: self._changed.set())
        channel.on_consumer_cancel_callbacks.add(self._consumer_cancelled)

    def __len__(self) -> int:
        return len(self._waiting)

    async def deliver(self, message: DeliveredMessage) -> None:
        """Take in a message; the channel's callback."""
        self._waiting.append(message)
        self._waiting_bytes += len(message.body)
        self._changed.set()
        self._note_whether_full()

    async def nudge_on(self, stop: asyncio.Event) -> None:
        """Make `gather` look up when `stop` is set; run it as a task beside the loop."""
        await stop.wait()
        self._changed.set()

    @property
    def broken(self) -> bool:
        """Whether nothing will be delivered any more, and nothing can be acknowledged."""
        return self._cancelled or self._closing.done()

    async def gather(self, stop: asyncio.Event) -> list[DeliveredMessage]:
        """The next batch; empty once `stop` is set. Raises ChannelInvalidStateError if the channel broke."""
        while not self._waiting and not stop.is_set():
            self._refuse_broken()
            self._changed.clear()
            if not self._waiting and not stop.is_set() and not self.broken:
                await self._changed.wait()
        if not stop.is_set():
            await self._let_more_come()
        self._refuse_broken()
        return [] if stop.is_set() else self._take()

    def _take(self) -> list[DeliveredMessage]:
        batch: list[DeliveredMessage] = []
        room = self._batch_bytes_max
        while self._waiting and len(batch) < self._batch_max:
            size = len(self._waiting[0].body)
            if batch and size > room:
                break
            room -= size
            self._waiting_bytes -= size
            batch.append(self._waiting.popleft())
        self._note_whether_full()
        return batch

    async def _let_more_come(self) -> None:
        for _ in range(TURNS):
            await asyncio.sleep(0)
        loop = asyncio.get_running_loop()
        saved_up = (AT_ONCE - 1) * self._gather_seconds
        await stopped_within(self._full, self._due - saved_up - loop.time())
        now = loop.time()
        self._due = min(max(self._due, now), now + saved_up) + self._gather_seconds

    def _note_whether_full(self) -> None:
        if len(self._waiting) >= self._batch_max or self._waiting_bytes >= self._batch_bytes_max:
            self._full.set()
        else:
            self._full.clear()

    async def _consumer_cancelled(self, frame: Basic.Cancel) -> None:
        self._cancelled = True
        self._changed.set()

    def _refuse_broken(self) -> None:
        if self.broken:
            raise ChannelInvalidStateError("the consumer's channel is gone")
