"""A backlog for the relay: every announcement of a task over again, thousands of messages in one commit."""

from typing import Final

from tests.eventually import eventually
from tests.system.system import System

PUBLISHING_WITHIN_SECONDS: Final = 30.0
# Said again word for word, so what is said of the same task stays the same and nothing may come of it.
SAY_AGAIN: Final = """
INSERT INTO outbox (type, version, subject, body)
SELECT type, version, subject, body
FROM outbox, generate_series(1, {rows}) WHERE type = 'task.created' LIMIT {rows}
"""
IN_MIDST: Final = "SELECT 1 FROM outbox_cursor WHERE name = 'live' AND win IS NOT NULL"


async def flood(system: System, rows: int) -> None:
    """Commit so many repetitions at once and return when the relay is in the midst of them."""
    await system.execute("tracker", SAY_AGAIN.format(rows=rows))

    async def relaying() -> bool:
        return bool(await system.texts("tracker", IN_MIDST))

    await eventually(relaying, within_seconds=PUBLISHING_WITHIN_SECONDS)
