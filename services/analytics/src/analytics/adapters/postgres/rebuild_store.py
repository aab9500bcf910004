"""Rebuilds in PostgreSQL: where each is, and the steps from the old figures to the new."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from uuid import UUID

import asyncpg

from analytics.adapters.postgres.figures import PostgresFigures
from analytics.adapters.postgres.rebuild_sql import (
    BEGIN,
    COMPARISONS,
    COUNT_KEPT,
    DERIVE_DAYS,
    DERIVE_MOST_EXPENSIVE,
    EXPECT,
    FINISH,
    FORGET_DERIVED,
    IN_REBUILT,
    KEEP_DIFFERENCES,
    KEY_ENTRIES,
    MOVE_ON,
    NOTE_ASKED,
    NOTE_TOLD,
    REBUILDS,
    ROOM_TO_DERIVE,
    TAKE_WAITING,
)
from analytics.application.rebuilding import DIFFERENCES_OF_A_FIGURE_MAX, WAITING_AT_ONCE_MAX
from analytics.application.views import TIES_NAMED_MAX
from analytics.domain.entry import Entry, EntryKind
from analytics.domain.rebuild import FigureDifference, Phase, Rebuild, RebuildId
from analytics.domain.told_entries import ToldEntries
from chassis.identifiers import new_id
from chassis.postgres.database import Database, Transaction

LONG_SECONDS = 3_600
SWAP_WAITS_MS = 300
NOT_ASKED = (
    "SELECT producer FROM rebuild_history WHERE rebuild_id = $1 AND asked_at IS NULL ORDER BY producer"
)
NOT_TOLD = "SELECT producer FROM rebuild_history WHERE rebuild_id = $1 AND told_at IS NULL ORDER BY producer"


class PostgresRebuildStore:
    """`zone` decides when a day begins; PostgreSQL knows it by the same name."""

    def __init__(self, database: Database, zone: tzinfo) -> None:
        self._database = database
        self._zone = zone

    async def unfinished(self) -> Rebuild | None:
        async with self._database.reading() as reading:
            row = await reading.driver.fetchrow(f"{REBUILDS} WHERE finished_at IS NULL")
        return None if row is None else rebuild_from(*row)

    async def begin(self, producers: Sequence[str]) -> Rebuild:
        rebuild = RebuildId(UUID(str(new_id())))
        async with self._database.transaction() as transaction:
            await transaction.driver.execute("SELECT empty_rebuilt(), unkey_rebuilt_entries()")
            await transaction.driver.execute("DELETE FROM rebuild_waiting_entry")
            await transaction.driver.execute(BEGIN, rebuild)
            await transaction.driver.execute(EXPECT, rebuild, list(producers))
        begun = await self.unfinished()
        if begun is None or begun.id != rebuild:
            raise LookupError(f"rebuild {rebuild} was begun and is gone")
        return begun

    async def not_asked(self, rebuild: RebuildId) -> Sequence[str]:
        async with self._database.reading() as reading:
            return [row["producer"] for row in await reading.driver.fetch(NOT_ASKED, rebuild)]

    async def note_asked(self, rebuild: RebuildId, producers: Sequence[str]) -> None:
        async with self._database.transaction() as transaction:
            await transaction.driver.execute(NOTE_ASKED, rebuild, list(producers))

    async def not_told(self, rebuild: RebuildId) -> Sequence[str]:
        """The producers whose history has not arrived to its end."""
        async with self._database.reading() as reading:
            return [row["producer"] for row in await reading.driver.fetch(NOT_TOLD, rebuild)]

    async def note_told(self, rebuild: RebuildId, producer: str) -> None:
        """All of `producer`'s history has arrived."""
        async with self._database.transaction() as transaction:
            await transaction.driver.execute(NOTE_TOLD, rebuild, producer)

    async def move_on(self, rebuild: RebuildId, phase: Phase) -> None:
        async with self._database.transaction() as transaction:
            await transaction.driver.execute(MOVE_ON, rebuild, phase.value)

    async def derive(self, rebuild: RebuildId) -> None:
        async with self._database.transaction() as transaction:
            driver = transaction.driver
            for forget in FORGET_DERIVED:
                await driver.execute(forget, timeout=LONG_SECONDS)
            await driver.execute(KEY_ENTRIES, timeout=LONG_SECONDS)
            await driver.execute(ROOM_TO_DERIVE)
            await driver.execute(IN_REBUILT)
            await driver.execute(DERIVE_DAYS, timeout=LONG_SECONDS)
            await driver.execute(
                DERIVE_MOST_EXPENSIVE, str(self._zone), TIES_NAMED_MAX + 1, timeout=LONG_SECONDS
            )
            await driver.execute(COUNT_KEPT, rebuild)
            await driver.execute(MOVE_ON, rebuild, Phase.DERIVED.value)

    async def count_waiting(self, most: int) -> int:
        async with self._database.transaction() as transaction:
            return await self._count_waiting(transaction, most)

    async def follow(self, rebuild: RebuildId) -> None:
        async with self._database.transaction() as transaction:
            await transaction.driver.execute(MOVE_ON, rebuild, Phase.FOLLOWING.value)
            while await self._count_waiting(transaction, WAITING_AT_ONCE_MAX):
                continue

    async def _count_waiting(self, transaction: Transaction, most: int) -> int:
        rows = await transaction.driver.fetch(TAKE_WAITING, most)
        if rows:
            await transaction.driver.execute(IN_REBUILT)
            figures = PostgresFigures(transaction, zone=self._zone)
            await figures.record(ToldEntries.of(_entry_from(row) for row in rows))
        return len(rows)

    async def differences(self) -> Sequence[FigureDifference]:
        found: list[FigureDifference] = []
        async with self._database.reading() as reading:
            for figure, statement in COMPARISONS.items():
                rows = await reading.driver.fetch(
                    statement, DIFFERENCES_OF_A_FIGURE_MAX, timeout=LONG_SECONDS
                )
                found += [FigureDifference(figure, *row) for row in rows]
        return found

    async def keep_differences(self, rebuild: RebuildId, found: Sequence[FigureDifference]) -> None:
        async with self._database.transaction() as transaction:
            driver = transaction.driver
            await driver.execute("DELETE FROM rebuild_difference WHERE rebuild_id = $1", rebuild)
            await driver.execute("UPDATE rebuild SET compared_at = now() WHERE id = $1", rebuild)
            await driver.execute(
                KEEP_DIFFERENCES,
                rebuild,
                [each.figure for each in found],
                [each.about for each in found],
                [each.live for each in found],
                [each.rebuilt for each in found],
            )

    async def swap(self, rebuild: RebuildId) -> bool:
        try:
            async with self._database.transaction() as transaction:
                await transaction.driver.execute(f"SET LOCAL lock_timeout = '{SWAP_WAITS_MS}ms'")
                await transaction.driver.execute(FINISH, rebuild, Phase.SWAPPED.value)
                await transaction.driver.execute("SELECT swap_rebuilt()")
        except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
            return False
        return True

    async def abandon(self, rebuild: RebuildId) -> None:
        async with self._database.transaction() as transaction:
            await transaction.driver.execute(FINISH, rebuild, Phase.ABANDONED.value)


def rebuild_from(
    id: UUID,
    phase: str,
    started_at: datetime,
    compared_at: datetime | None,
    finished_at: datetime | None,
    entries_expected: int,
    entries: int,
    differences: int,
) -> Rebuild:
    """The columns of `REBUILDS`."""
    return Rebuild(
        RebuildId(id),
        Phase(phase),
        started_at,
        entries,
        entries_expected,
        compared_at,
        finished_at,
        differences,
    )


def _entry_from(row: asyncpg.Record) -> Entry:
    return Entry(**{**dict(row), "kind": EntryKind(row["kind"])})
