"""The seals of closed days in PostgreSQL."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import asyncpg

from accounting.adapters.postgres.sealing import ADD, LAST, NEXT_DAY, OF_A_DAY
from accounting.domain.seal import DayContent, Seal
from chassis.postgres.database import Database

CONTENT_SECONDS_MAX = 3600.0
LEAF_NUMBER_BYTES = 8


class PostgresSeals:
    """Keeps the table `day_seal`, to which rows are only added."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def last(self) -> Seal | None:
        async with self._database.one_statement() as driver:
            row = await driver.fetchrow(LAST)
        return None if row is None else seal_from(row)

    async def next_day(self, after: date | None) -> date | None:
        async with self._database.one_statement() as driver:
            day: date | None = await driver.fetchval(NEXT_DAY, after)
        return day

    async def content_of(self, day: date) -> DayContent:
        async with self._database.one_statement() as driver:
            return content_of(await driver.fetch(OF_A_DAY, day, timeout=CONTENT_SECONDS_MAX))

    async def add(self, seal: Seal, at: datetime) -> bool:
        content = seal.content
        async with self._database.one_statement() as driver:
            added = await driver.fetchval(
                ADD,
                seal.day,
                seal.number,
                content.transfers,
                content.digest,
                content.fees,
                content.rewards,
                content.payouts,
                content.employees_paid,
                seal.digest,
                at,
            )
        return added is not None


@dataclass(slots=True)
class Gathering:
    """What a day holds, as its leaves come in, in order."""

    digest: Any = field(default_factory=sha256)
    transfers: int = 0
    fees: int = 0
    rewards: int = 0
    payouts: int = 0
    employees_paid: int = 0

    def take(self, leaf: asyncpg.Record) -> None:
        """The next leaf."""
        self.digest.update(leaf["leaf"].to_bytes(LEAF_NUMBER_BYTES) + leaf["digest"])
        self.transfers += leaf["transfers"]
        self.fees += leaf["fees"]
        self.rewards += leaf["rewards"]
        self.payouts += leaf["payouts"]
        self.employees_paid += leaf["employees_paid"]

    def content(self) -> DayContent:
        """What there was."""
        return DayContent(
            self.transfers,
            self.digest.digest(),
            self.fees,
            self.rewards,
            self.payouts,
            self.employees_paid,
        )


def content_of(leaves: Iterable[asyncpg.Record]) -> DayContent:
    """A day's content from its leaves, in their order."""
    gathering = Gathering()
    for leaf in leaves:
        gathering.take(leaf)
    return gathering.content()


def seal_from(row: asyncpg.Record) -> Seal:
    """A row of `day_seal`."""
    content = DayContent(
        row["transfers"],
        row["content"],
        row["fees"],
        row["rewards"],
        row["payouts"],
        row["employees_paid"],
    )
    return Seal(row["day"], row["number"], content, row["digest"])
