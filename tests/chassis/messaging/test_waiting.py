"""Ending a task that does not listen at once."""

import asyncio

from chassis.waiting import cancelled


async def test_a_task_that_overhears_a_cancellation_is_asked_again() -> None:
    heard: list[str] = []

    async def absent_minded() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            heard.append("overheard")
        await asyncio.Event().wait()

    task = asyncio.create_task(absent_minded())
    await asyncio.sleep(0)

    async with asyncio.timeout(5):
        await cancelled(task)

    assert task.cancelled()
    assert heard == ["overheard"]


async def test_a_task_that_has_ended_already_is_left_as_it_is() -> None:
    task = asyncio.create_task(asyncio.sleep(0))
    await asyncio.wait({task})

    await cancelled(task)

    assert not task.cancelled()
