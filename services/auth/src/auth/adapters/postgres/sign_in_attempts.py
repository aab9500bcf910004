"""Misses at the door, in PostgreSQL, so that every replica counts the same."""

from collections.abc import Sequence

from auth.domain.attempts import ACCOUNT, Attempts, Subject
from chassis.postgres.database import Transaction

# Changes nothing where there is a row already, but holds it like any change; in the order given.
HOLD = """
INSERT INTO sign_in_attempt (subject)
SELECT subject FROM unnest($1::text[]) WITH ORDINALITY AS given (subject, place) ORDER BY place
ON CONFLICT (subject) DO UPDATE SET subject = excluded.subject RETURNING subject, misses, last_at
"""
SAVE = """
UPDATE sign_in_attempt held SET misses = given.misses, last_at = given.last_at
FROM unnest($1::text[], $2::int[], $3::timestamptz[]) AS given (subject, misses, last_at)
WHERE held.subject = given.subject
"""
# `Attempts.forgiven` in one statement; in the order in which `hold` holds them.
FORGIVE = """
UPDATE sign_in_attempt kept
SET misses = CASE split_part(kept.subject, ':', 1) WHEN $2 THEN 0 ELSE greatest(0, kept.misses - 1) END
FROM (
    SELECT held.subject FROM unnest($1::text[]) WITH ORDINALITY AS given (subject, place)
    JOIN sign_in_attempt held USING (subject) ORDER BY place FOR UPDATE OF held
) AS held WHERE kept.subject = held.subject
"""


class PostgresSignInAttempts:
    def __init__(self, transaction: Transaction) -> None:
        self._driver = transaction.driver

    async def hold(self, subjects: Sequence[Subject]) -> Sequence[Attempts]:
        rows = await self._driver.fetch(HOLD, [subject.name for subject in subjects])
        held = {row["subject"]: row for row in rows}
        return [
            Attempts(each.name, each.free, held[each.name]["misses"], held[each.name]["last_at"])
            for each in subjects
        ]

    async def save(self, attempts: Sequence[Attempts]) -> None:
        await self._driver.execute(
            SAVE,
            [each.subject for each in attempts],
            [each.misses for each in attempts],
            [each.last_at for each in attempts],
        )

    async def forgive(self, subjects: Sequence[Subject]) -> None:
        await self._driver.execute(FORGIVE, [subject.name for subject in subjects], ACCOUNT)
