"""Dead letters in PostgreSQL, where the worker puts what it finds in the queue `<service>.dead`."""

from collections.abc import Sequence

import asyncpg

from chassis.crash_points import crash_point
from chassis.dead_letters.letter import LIST_LIMIT, Act, Actor, DeadLetter, Kind
from chassis.dead_letters.rabbitmq import ReturnToInbox
from chassis.errors import NotFound
from chassis.postgres.database import Database

LETTERS_PER_ROUND = 100
KEEP = """
INSERT INTO dead_letter (id, type, reason, detail, attempts, body, first_failed_at, last_failed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
ON CONFLICT (id) DO UPDATE SET state = 'waiting', reason = EXCLUDED.reason, detail = EXCLUDED.detail,
    attempts = EXCLUDED.attempts, body = EXCLUDED.body, last_failed_at = EXCLUDED.last_failed_at,
    deaths = dead_letter.deaths + 1
WHERE dead_letter.state <> 'waiting' OR dead_letter.last_failed_at <> EXCLUDED.last_failed_at
"""
LIST = """
SELECT * FROM dead_letter
WHERE state = 'waiting' AND ($1::text IS NULL OR type = $1) AND ($2::text IS NULL OR reason = $2)
  AND seq > coalesce((SELECT seq FROM dead_letter WHERE id = $3), 0)
ORDER BY seq LIMIT $4
"""
COUNT = """
SELECT count(*) FROM dead_letter
WHERE state = 'waiting' AND ($1::text IS NULL OR type = $1) AND ($2::text IS NULL OR reason = $2)
"""
KINDS = """
SELECT type, reason, count(*) FROM dead_letter WHERE state = 'waiting' GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2
"""
SHOW = "SELECT * FROM dead_letter WHERE id = $1"
ACTS = "SELECT state, actor, actor_name, why, at FROM dead_letter_act WHERE letter = $1 ORDER BY id"
TAKE = """
SELECT * FROM dead_letter WHERE id = ANY($1::text[]) AND state = 'waiting' ORDER BY seq FOR UPDATE
"""
SETTLE = """
WITH settled AS (UPDATE dead_letter SET state = $2 WHERE id = ANY($1::text[]) RETURNING id)
INSERT INTO dead_letter_act (letter, state, actor, actor_name, why) SELECT id, $2, $3, $4, $5 FROM settled
"""


class PostgresDeadLetters:
    """The table `dead_letter` (chassis.dead_letters.DeadLetters); `back` takes letters to the inbox."""

    def __init__(self, database: Database, back: ReturnToInbox) -> None:
        self._database = database
        self._back = back

    async def keep(self, letters: Sequence[DeadLetter]) -> None:
        """Store letters as waiting; one that is known has died again, unless it is told of twice."""
        async with self._database.transaction() as transaction:
            await transaction.driver.executemany(KEEP, [_values(letter) for letter in letters])

    async def list(
        self, limit: int = LIST_LIMIT, kind: Kind | None = None, after: str | None = None
    ) -> Sequence[DeadLetter]:
        """The `limit` waiting letters of `kind` that came first, those after the letter `after`."""
        wanted = kind or Kind()
        async with self._database.one_statement() as driver:
            rows = await driver.fetch(LIST, wanted.type, wanted.reason, after, limit)
        return [_letter_from(row) for row in rows]

    async def count(self, kind: Kind | None = None) -> int:
        """How many wait."""
        wanted = kind or Kind()
        async with self._database.one_statement() as driver:
            waiting: int = await driver.fetchval(COUNT, wanted.type, wanted.reason)
        return waiting

    async def kinds(self) -> Sequence[tuple[Kind, int]]:
        """The kinds of the waiting letters, each with how many there are, most first."""
        async with self._database.one_statement() as driver:
            rows = await driver.fetch(KINDS)
        return [(Kind(row["type"], row["reason"]), row["count"]) for row in rows]

    async def show(self, id: str) -> DeadLetter:
        """The letter `id`, in whatever state; raises `NotFound`."""
        async with self._database.one_statement() as driver:
            row = await driver.fetchrow(SHOW, id)
        if row is None:
            raise NotFound(f"there is no dead letter {id}")
        return _letter_from(row)

    async def acts(self, id: str) -> Sequence[Act]:
        """What was decided about the letter `id`, the first decision first."""
        async with self._database.one_statement() as driver:
            rows = await driver.fetch(ACTS, id)
        return [
            Act(row["state"], Actor(row["actor"], row["actor_name"]), row["why"], row["at"]) for row in rows
        ]

    async def replay(self, ids: Sequence[str], by: Actor) -> Sequence[str]:
        """Send waiting letters back to the inbox with fresh attempts; answers those sent.

        The broker has confirmed them before they count as sent. Raises `NoInbox` and BROKER_FAILURES.
        """
        sent: list[str] = []
        for some in _rounds(ids):
            async with self._database.transaction() as transaction:
                letters = [_letter_from(row) for row in await transaction.driver.fetch(TAKE, some)]
                await self._back.send(letters)
                crash_point("dead_letters.sent_back")
                sent += await _settle(transaction.driver, letters, "replayed", by, "")
        return sent

    async def discard(self, ids: Sequence[str], by: Actor, why: str) -> Sequence[str]:
        """Give waiting letters up; answers those found. They stay on record."""
        given_up: list[str] = []
        for some in _rounds(ids):
            async with self._database.transaction() as transaction:
                letters = [_letter_from(row) for row in await transaction.driver.fetch(TAKE, some)]
                given_up += await _settle(transaction.driver, letters, "discarded", by, why)
        return given_up


async def _settle(
    driver: "asyncpg.Connection[asyncpg.Record]",
    letters: Sequence[DeadLetter],
    state: str,
    by: Actor,
    why: str,
) -> Sequence[str]:
    ids = [letter.id for letter in letters]
    await driver.execute(SETTLE, ids, state, by.id, by.name, why)
    return ids


def _rounds(ids: Sequence[str]) -> Sequence[Sequence[str]]:
    unique = list(dict.fromkeys(ids))
    return [unique[start : start + LETTERS_PER_ROUND] for start in range(0, len(unique), LETTERS_PER_ROUND)]


def _values(letter: DeadLetter) -> tuple[object, ...]:
    texts = (letter.id, letter.type, letter.reason, letter.detail)
    # PostgreSQL keeps no NUL in a text, and whoever wrote the message may have put one anywhere.
    return (
        *(text.replace("\x00", "\ufffd") for text in texts),
        letter.attempts,
        letter.body,
        letter.last_failed_at,
    )


def _letter_from(row: asyncpg.Record) -> DeadLetter:
    return DeadLetter(**{column: value for column, value in row.items() if column != "seq"})
