"""More open tasks than anybody could create by asking."""

from typing import Final
from uuid import UUID

import asyncpg

from tests.system.system import System

MANY: Final = """
WITH written AS (
    INSERT INTO task (id, title, author_id, created_at)
    SELECT gen_random_uuid(), 'One of many', $2::uuid, now() FROM generate_series(1, $1::int) n
    RETURNING seq, id
)
INSERT INTO assignment (seq, task_id, assignee_id, assignment_no, status, version, assigned_at)
SELECT seq, id, $2::uuid, 0, 0, 1, now() FROM written
"""
WITHIN_SECONDS: Final = 300.0


async def have_many(system: System, count: int, author: str) -> None:
    """Open tasks that nobody was told of: their assignments count from the first reassignment on."""
    connection = await asyncpg.connect(system.admin_dsn("tracker"))
    try:
        await connection.execute(MANY, count, UUID(author), timeout=WITHIN_SECONDS)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()
