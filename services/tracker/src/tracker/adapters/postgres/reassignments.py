"""Reassignments in PostgreSQL: the row is the job, so whoever takes it up goes on where it stands."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import Select, func, insert, select, update

from chassis.crash_points import crash_point
from chassis.envelope import Envelope
from chassis.errors import Stale
from chassis.identifiers import AccountId, new_id
from chassis.observability import current_traceparent
from chassis.postgres.database import Transaction
from tracker.adapters.postgres import tables
from tracker.adapters.postgres.bell import CHANNEL
from tracker.adapters.postgres.passing_on import CHUNK_END, CLAIM, PASS_ON
from tracker.application.ports import Chunk
from tracker.application.reactions.announce_task_assigned import ASSIGNMENTS_PER_EVENT_MAX, task_assigned
from tracker.domain.errors import NobodyToAssign, ReassignmentNotFound
from tracker.domain.identifiers import ReassignmentId
from tracker.domain.reassignment import Reassignment, State

r = tables.reassignment

STARTING = 7_002_001
"""The advisory lock that lets starts of reassignments in one by one."""


class PostgresReassignments:
    """`wake` is called once a chunk is committed.

    A start rings the runner's bell from within its transaction: starts are rare enough for the wait it costs.
    """

    def __init__(self, transaction: Transaction, *, source: str, wake: Callable[[], None]) -> None:
        self._transaction = transaction
        self._connection = transaction.connection
        self._source = source
        self._wake = wake

    async def add(self, reassignment: Reassignment) -> None:
        await self._connection.execute(insert(r).values(_row_from(reassignment)))
        await self._connection.execute(select(func.pg_notify(CHANNEL, "")))
        crash_point("reassignment.start_before_commit")

    async def save(self, reassignment: Reassignment) -> None:
        await self._connection.execute(
            update(r).where(r.c.id == reassignment.id).values(_row_from(reassignment))
        )

    async def of_press(self, by: AccountId, key: str) -> Reassignment | None:
        await self._connection.execute(select(func.pg_advisory_xact_lock(STARTING)))
        return await self._one(select(r).where(r.c.started_by == by, r.c.key == key))

    async def running(self) -> Reassignment | None:
        return await self._one(select(r).where(r.c.state == State.RUNNING).with_for_update(key_share=True))

    async def claim(self) -> Reassignment | None:
        row = await self._transaction.driver.fetchrow(CLAIM)
        return None if row is None else _reassignment_from(row)

    async def get(self, reassignment_id: ReassignmentId) -> Reassignment:
        reassignment = await self._one(select(r).where(r.c.id == reassignment_id))
        if reassignment is None:
            raise ReassignmentNotFound("There is no such reassignment.")
        return reassignment

    async def pass_on(self, reassignment: Reassignment, chunk: Chunk) -> Reassignment:
        if not chunk.candidates:
            raise NobodyToAssign("There is no active popug to give tasks to; managers and admins get none.")
        end = await self._end_of(reassignment, chunk)
        envelope = self._envelope(reassignment, chunk)
        row = await self._transaction.driver.fetchrow(
            PASS_ON[chunk.policy.name],
            reassignment.id,
            reassignment.last_seq,
            end,
            chunk.candidates,
            chunk.at,
            envelope.to_bytes().decode(),
            str(envelope.id),
            _event_ids(chunk.size_max),
        )
        if row is None:
            raise Stale("This reassignment has gone on or was superseded a moment ago.")
        self._transaction.after_commit(self._wake)
        crash_point("reassignment.chunk_before_commit")
        return _reassignment_from(row)

    async def _end_of(self, reassignment: Reassignment, chunk: Chunk) -> int:
        """Where the chunk ends: the last place when fewer tasks are left than the chunk may hold."""
        end: int | None = await self._transaction.driver.fetchval(
            CHUNK_END, reassignment.last_seq, reassignment.max_seq, chunk.size_max
        )
        return reassignment.max_seq if end is None else end

    def _envelope(self, reassignment: Reassignment, chunk: Chunk) -> Envelope:
        event = task_assigned([], at=chunk.at, reassignment_id=reassignment.id)
        return Envelope.of(event, source=f"/{self._source}", time=chunk.at, traceparent=current_traceparent())

    async def _one(self, query: Select[Any]) -> Reassignment | None:
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else _reassignment_from(row)


def _event_ids(size_max: int) -> list[UUID]:
    return [new_id() for _ in range(0, size_max, ASSIGNMENTS_PER_EVENT_MAX)]


def _row_from(reassignment: Reassignment) -> dict[str, Any]:
    return {
        "id": reassignment.id,
        "started_by": reassignment.started_by,
        "started_at": reassignment.started_at,
        "key": reassignment.key,
        "total": reassignment.total,
        "max_seq": reassignment.max_seq,
        "last_seq": reassignment.last_seq,
        "done": reassignment.done,
        "state": reassignment.state.value,
        "finished_at": reassignment.finished_at,
        "superseded_by": reassignment.superseded_by,
    }


def _reassignment_from(row: Mapping[str, Any] | asyncpg.Record) -> Reassignment:
    superseded_by = row["superseded_by"]
    return Reassignment(
        id=ReassignmentId(row["id"]),
        started_by=AccountId(row["started_by"]),
        started_at=row["started_at"],
        key=row["key"],
        total=row["total"],
        max_seq=row["max_seq"],
        last_seq=row["last_seq"],
        done=row["done"],
        state=State(row["state"]),
        finished_at=row["finished_at"],
        superseded_by=None if superseded_by is None else ReassignmentId(superseded_by),
    )
