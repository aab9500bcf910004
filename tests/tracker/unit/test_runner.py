"""How large a chunk the runner dares."""

import asyncio

import pytest

from chassis.roles import Role
from tests.tracker.harness import in_memory
from tracker.domain.reassignment import State
from tracker.entrypoints.scheduler.reassignment_runner import (
    CHUNK_SECONDS,
    CHUNK_SIZE_MAX,
    CHUNK_SIZE_MIN,
    ReassignmentRunner,
    adapted,
)


class SilentHints:
    def publish(self, hints: object) -> None: ...


class StopsWhenIdle:
    """A bell at which the runner is told to stop when it has nothing left to do."""

    def __init__(self, stop: asyncio.Event) -> None:
        self._stop = stop

    async def wait(self, seconds: float) -> None:
        self._stop.set()

    async def close(self) -> None: ...


@pytest.mark.parametrize(
    ("size", "seconds", "expected"),
    [
        (1_000, CHUNK_SECONDS, 1_000),
        (1_000, CHUNK_SECONDS / 10, 2_000),
        (1_000, CHUNK_SECONDS * 10, 500),
        (CHUNK_SIZE_MAX, 0.0, CHUNK_SIZE_MAX),
        (CHUNK_SIZE_MIN, 10.0, CHUNK_SIZE_MIN),
    ],
)
def test_chunks_are_adapted_to_what_takes_a_blink(size: int, seconds: float, expected: int) -> None:
    assert adapted(size, seconds) == expected


async def test_the_runner_finishes_what_runs_and_then_waits() -> None:
    harness, stop = in_memory(), asyncio.Event()
    manager, _ = await harness.have_accounts(Role.MANAGER, Role.WORKER)
    await harness.have_tasks(3)
    run = await harness.start(manager)

    await ReassignmentRunner(harness.tracker, StopsWhenIdle(stop), SilentHints()).run(stop)

    assert (await harness.tracker.reassignments.one(run)).state is State.FINISHED
