"""The tracker put together for the demo's history: a clock that can be set, accounts waited for."""

import asyncio
from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from chassis.access import Account
from chassis.clock import SettableClock
from chassis.identifiers import AccountId
from chassis.postgres.database import Database
from chassis.roles import Role
from tracker.adapters.postgres import tables
from tracker.bootstrap.application import application
from tracker.entrypoints.demo.command import Tools, demo
from tracker.settings import TrackerSettings

ACCOUNTS_MIN: Final = 12
WAIT_SECONDS: Final = 30.0
LOOK_EVERY_SECONDS: Final = 0.1


def run_demo(arguments: Sequence[str]) -> int:
    return asyncio.run(_run(arguments))


async def _run(arguments: Sequence[str]) -> int:
    settings = TrackerSettings()
    clock = SettableClock.at_present()
    core = application(settings, clock, process="tracker-demo", pool_size=2)

    async def people() -> Sequence[Account]:
        return await accounts_arrived(core.database)

    await core.start()
    try:
        return await demo(arguments, Tools(core.tracker, clock, settings.time_zone, settings.demo, people))
    finally:
        await core.stop()


async def accounts_arrived(database: Database) -> Sequence[Account]:
    """The replicated accounts, once the whole cast is there, or what is there after `WAIT_SECONDS`."""
    accounts = await _accounts(database)
    for _ in range(round(WAIT_SECONDS / LOOK_EVERY_SECONDS)):
        if len(accounts) >= ACCOUNTS_MIN:
            break
        await asyncio.sleep(LOOK_EVERY_SECONDS)
        accounts = await _accounts(database)
    return accounts


async def _accounts(database: Database) -> Sequence[Account]:
    a = tables.account.c
    columns = (a.account_id, a.version, a.name, a.email, a.role, a.active, a.locale)
    async with database.reading() as reading:
        found = await reading.connection.execute(select(*columns).where(a.active).order_by(a.email))
        return [
            Account(
                AccountId(row.account_id), row.version, row.name, row.email, Role(row.role), True, row.locale
            )
            for row in found
        ]
