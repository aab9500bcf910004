"""The mailbox: how long what was delivered waits for more to come."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiormq.abc import AbstractChannel, DeliveredMessage
from aiormq.exceptions import ChannelInvalidStateError

from chassis.consumer.mailbox import AT_ONCE, Mailbox

FULL = 3
LONG = 60.0


class Channel:
    """As much of a channel as a mailbox looks at."""

    def __init__(self) -> None:
        self.closing: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.on_consumer_cancel_callbacks: set[Any] = set()


def a_mailbox(channel: Channel, seconds: float) -> Mailbox:
    """Batches of at most FULL messages, begun `seconds` apart."""
    return Mailbox(
        cast("AbstractChannel", channel), batch_max=FULL, batch_bytes_max=1_000, gather_seconds=seconds
    )


async def deliver(mailbox: Mailbox, count: int) -> None:
    """So many messages come."""
    for _ in range(count):
        await mailbox.deliver(cast("DeliveredMessage", SimpleNamespace(body=b"{}")))


async def busy(mailbox: Mailbox, batches: int, size: int = 1) -> None:
    """So many batches of this size are taken, one after another."""
    for _ in range(batches):
        await deliver(mailbox, size)
        assert len(await mailbox.gather(asyncio.Event())) == size


async def test_a_few_batches_follow_each_other_after_a_pause() -> None:
    mailbox = a_mailbox(Channel(), LONG)

    async with asyncio.timeout(LONG / 2):
        await busy(mailbox, AT_ONCE)


async def test_a_full_batch_never_waits() -> None:
    mailbox = a_mailbox(Channel(), LONG)

    async with asyncio.timeout(LONG / 2):
        await busy(mailbox, 10 * AT_ONCE, FULL)


async def test_however_many_full_batches_went_before_a_message_waits_for_one_round_at_most() -> None:
    seconds = 0.2
    mailbox = a_mailbox(Channel(), seconds)
    await busy(mailbox, 1_000, FULL)

    async with asyncio.timeout(10 * seconds):
        await busy(mailbox, 1)


@pytest.mark.parametrize("then", ["stop", "broken"])
async def test_what_ends_while_a_message_waits_for_more_hands_nothing_out(then: str) -> None:
    channel, stop = Channel(), asyncio.Event()
    mailbox = a_mailbox(channel, 0.2)
    await busy(mailbox, AT_ONCE)
    await deliver(mailbox, 1)
    gathering = asyncio.create_task(mailbox.gather(stop))
    await asyncio.sleep(0)

    if then == "stop":
        stop.set()
        assert await gathering == []
    else:
        channel.closing.set_result(None)
        with pytest.raises(ChannelInvalidStateError):
            await gathering
    assert len(mailbox) == 1
