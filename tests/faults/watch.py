"""Looks at all balances while things break: together they are zero in every read."""

import asyncio
from collections import Counter
from typing import Final

import asyncpg

from chassis.postgres.failures import DATABASE_FAILURES
from tests.system.invariants import SUM_OF_BALANCES
from tests.system.system import System

INTERVAL_SECONDS: Final = 0.1


async def watch_the_money(system: System, stop: asyncio.Event, seen: Counter[int]) -> None:
    """Count in `seen` how often which sum was seen until `stop`; a server that is away is waited for."""
    while not stop.is_set():
        try:
            await _watch(system, stop, seen)
        except DATABASE_FAILURES:
            await asyncio.sleep(INTERVAL_SECONDS)


async def _watch(system: System, stop: asyncio.Event, seen: Counter[int]) -> None:
    connection = await asyncpg.connect(system.admin_dsn("accounting"))
    try:
        while not stop.is_set():
            seen[await connection.fetchval(SUM_OF_BALANCES)] += 1
            await asyncio.sleep(INTERVAL_SECONDS)
    finally:
        connection.terminate()
