"""A supervisor and a test may both find a process dead: one of them starts it."""

import asyncio
from pathlib import Path

from tests.eventually import eventually
from tests.system.processes import ServiceProcess

COMPLAINT = "POPUG_DATABASE_URL"


async def test_a_process_that_two_found_dead_is_started_once(tmp_path: Path) -> None:
    once = ServiceProcess("tracker", "web", {}, tmp_path / "once.log")
    twice = ServiceProcess("tracker", "web", {}, tmp_path / "twice.log")

    await asyncio.gather(once.start(), twice.start(), twice.start())
    await eventually(lambda: once.pid is None and twice.pid is None, within_seconds=30)

    assert twice.last_words().count(COMPLAINT) == once.last_words().count(COMPLAINT) > 0
