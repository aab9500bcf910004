"""How large a chunk the runner dares."""

import asyncio

import pytest

from chassis.roles import Role
from tests.tracker.harness import in_memory
from tracker.application.commands.continue_reassignment import ContinueReassignment
from tracker.domain.reassignment import State
from tracker.entrypoints.scheduler import reassignment_runner
from tracker.entrypoints.scheduler.reassignment_runner import (
    CHUNK_SECONDS,
    CHUNK_SIZE_FIRST,
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


async def test_every_run_begins_with_a_small_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    harness, stop, sizes = in_memory(), asyncio.Event(), list[int]()
    manager, _ = await harness.have_accounts(Role.MANAGER, Role.WORKER)
    await harness.have_tasks(3)
    runner = ReassignmentRunner(harness.tracker, StopsWhenIdle(stop), SilentHints())

    def noted(size: int) -> ContinueReassignment:
        sizes.append(size)
        return ContinueReassignment(size)

    monkeypatch.setattr(reassignment_runner, "ContinueReassignment", noted)
    firsts = []
    for _ in range(2):
        await harness.start(manager)
        stop.clear()
        await runner.run(stop)
        firsts.append(sizes[0])
        sizes.clear()

    assert firsts == [CHUNK_SIZE_FIRST, CHUNK_SIZE_FIRST]
