"""F12: no room left at the database or the broker: refused at once and clearly, and no half effects.

A database out of room is one whose inserts fail as PostgreSQL's do then, with SQLSTATE 53100; a broker out of
room is one whose free-disk limit is higher than what is free, which is how RabbitMQ notices.
"""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from uuid import uuid4

import pytest

from tests.eventually import eventually
from tests.faults.lengths import FULL, Length
from tests.faults.ordeal import Ordeal, work_goes_on
from tests.faults.servers import OwnRabbitmq
from tests.system.system import System

REFUSED_WITHIN_SECONDS: Final = 2.0
REFUSED_WITH: Final = 503
MORE_THAN_ANY_DISK: Final = "100000GB"
AS_USUAL: Final = "64MB"
ANSWERS_WHILE_FULL: Final = 20
FULL_DISK: Final = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
END $$;
CREATE TRIGGER no_room BEFORE INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION no_room()
"""
ROOM_AGAIN: Final = "DROP FUNCTION no_room() CASCADE"

pytestmark = pytest.mark.timeout(600)


async def test_a_full_disk_at_the_trackers_database_is_refused_at_once_without_a_trace(
    ordeal: Ordeal,
) -> None:
    key = str(uuid4())
    async with (
        ordeal.load("F12 no room at the tracker's database"),
        _no_room_for(ordeal.system, "tracker", "outbox"),
    ):
        began = time.monotonic()
        answer = await ordeal.company.manager.post("tracker", "/tasks", {"id": key, "title": "No room"})
        seconds = time.monotonic() - began
        left = await ordeal.system.count("tracker", "task", f"id = '{key}'")

    assert (answer.status_code, left) == (REFUSED_WITH, 0)
    assert answer.headers["content-type"] == "application/problem+json"
    assert seconds < REFUSED_WITHIN_SECONDS


async def test_a_full_disk_at_accountings_database_delays_fees_and_loses_none(ordeal: Ordeal) -> None:
    async with (
        ordeal.load("F12 no room at accounting's database") as load,
        _no_room_for(ordeal.system, "accounting", "transfer"),
    ):
        await work_goes_on(load, ANSWERS_WHILE_FULL)


@pytest.mark.parametrize("length", [FULL])
async def test_a_full_disk_at_the_broker_delays_events_and_loses_none(
    ordeal: Ordeal, own_rabbitmq: OwnRabbitmq, length: Length
) -> None:
    async with ordeal.load("F12 no room at the broker") as load:
        await own_rabbitmq.control("set_disk_free_limit", MORE_THAN_ANY_DISK)
        try:
            await eventually(lambda: _alarmed(own_rabbitmq), within_seconds=length.seconds)
            await work_goes_on(load, ANSWERS_WHILE_FULL)
        finally:
            await own_rabbitmq.control("set_disk_free_limit", AS_USUAL)
        await work_goes_on(load)


async def _alarmed(broker: OwnRabbitmq) -> bool:
    return "disk" in await broker.control("eval", "rabbit_alarm:get_alarms().")


@asynccontextmanager
async def _no_room_for(system: System, service: str, table: str) -> AsyncIterator[None]:
    await system.execute(service, FULL_DISK.format(table=table))
    try:
        yield
    finally:
        await system.execute(service, ROOM_AGAIN)
