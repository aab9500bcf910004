"""The proxy does to connections what fault tests rely on."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.eventually import eventually
from tests.faults.confirms import BASIC_ACK, ConfirmThief
from tests.faults.proxy import LOOPBACK, Proxy

BASIC_DELIVER = (60, 60)


def a_frame(method: tuple[int, int], channel: int = 1) -> bytes:
    payload = struct.pack(">HHQB", *method, 7, 0)
    return struct.pack(">BHL", 1, channel, len(payload)) + payload + b"\xce"


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(1_000):
        writer.write(chunk)
    writer.close()


@asynccontextmanager
async def an_echo_behind_a_proxy() -> AsyncIterator[tuple[Proxy, asyncio.StreamReader, asyncio.StreamWriter]]:
    server = await asyncio.start_server(_echo, LOOPBACK, 0)
    proxy = Proxy(*server.sockets[0].getsockname()[:2])
    await proxy.open()
    reader, writer = await asyncio.open_connection(LOOPBACK, proxy.port)
    try:
        yield proxy, reader, writer
    finally:
        writer.transport.abort()
        await proxy.close()
        server.close()


async def test_passes_bytes_both_ways() -> None:
    async with an_echo_behind_a_proxy() as (_, reader, writer):
        writer.write(b"hello")

        assert await reader.readexactly(5) == b"hello"


async def test_a_silenced_connection_delivers_late_and_is_never_closed() -> None:
    async with an_echo_behind_a_proxy() as (proxy, reader, writer):
        proxy.silence()
        writer.write(b"hello")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await reader.read(5)

        proxy.speak()

        assert await reader.readexactly(5) == b"hello"


async def test_a_slowed_connection_takes_its_time() -> None:
    async with an_echo_behind_a_proxy() as (proxy, reader, writer):
        proxy.delay_seconds = 0.2
        began = asyncio.get_running_loop().time()
        writer.write(b"hello")

        assert await reader.readexactly(5) == b"hello"
        assert asyncio.get_running_loop().time() - began >= 0.4


async def test_a_torn_connection_delivers_a_part_and_is_reset() -> None:
    async with an_echo_behind_a_proxy() as (proxy, reader, writer):
        proxy.tear(after_bytes=8)
        writer.write(b"hello")

        with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
            await reader.readexactly(5)


async def test_a_cut_resets_every_connection_even_a_silenced_one() -> None:
    async with an_echo_behind_a_proxy() as (proxy, reader, writer):
        proxy.silence()
        writer.write(b"hello")
        await eventually(lambda: len(proxy._pairs) == 1)

        assert proxy.cut() == 1

        with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
            await reader.readexactly(5)


def test_steals_confirms_and_nothing_else_however_the_bytes_are_cut_up() -> None:
    wanted = a_frame(BASIC_DELIVER) + a_frame(BASIC_DELIVER, channel=2)
    said = a_frame(BASIC_ACK) + wanted + a_frame(BASIC_ACK)
    thief = ConfirmThief(active=True)
    alter = thief.on_a_new_connection()

    heard = b"".join(alter(said[place : place + 1]) for place in range(len(said)))

    assert heard == wanted
    assert thief.swallowed == 2


def test_an_idle_thief_takes_nothing() -> None:
    thief = ConfirmThief()

    assert thief.on_a_new_connection()(a_frame(BASIC_ACK)) == a_frame(BASIC_ACK)
    assert thief.swallowed == 0
