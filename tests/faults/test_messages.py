"""F7 and F11: messages come twice, late, in any order, or as nothing anybody can handle."""

import asyncio
from typing import Final

import pytest

from tests.faults.echo import echoing
from tests.faults.lengths import FULL, SHORT, Length
from tests.faults.ordeal import Ordeal, work_goes_on
from tests.faults.poison import Poisoner, poisons
from tests.faults.yesteryear import work_a_week_ago

A_TENTH: Final = 0.1
EVERYTHING: Final = 1.0
TASKS_OF_LAST_WEEK: Final = 30
BATCH_OF_POISON: Final = 40
BATCHES_FULL: Final = 20

pytestmark = pytest.mark.timeout(900)


@pytest.mark.parametrize(
    ("share", "length"),
    [
        pytest.param(A_TENTH, *FULL.values, id="a tenth-full", marks=pytest.mark.faults),
        pytest.param(EVERYTHING, *SHORT.values, id="everything-short"),
        pytest.param(EVERYTHING, *FULL.values, id="everything-full", marks=pytest.mark.faults),
    ],
)
async def test_events_said_twice_late_and_in_disorder_have_one_effect(
    ordeal: Ordeal, share: float, length: Length
) -> None:
    system = ordeal.system
    await work_a_week_ago(system, TASKS_OF_LAST_WEEK)
    async with ordeal.load(f"F7 {share:.0%} of all events said twice, shuffled, some a week old") as load:
        async with echoing(system.broker, share) as echo:
            load.note_completed(await work_a_week_ago(system, TASKS_OF_LAST_WEEK))
            await asyncio.sleep(length.seconds)
        await work_goes_on(load, 5)

    assert echo.said > 0
    assert ordeal.heard.repeated >= echo.said


@pytest.mark.parametrize("length", [SHORT, FULL])
async def test_poison_is_put_aside_and_holds_nothing_up(ordeal: Ordeal, length: Length) -> None:
    poisoner = Poisoner(ordeal.system)
    batches = BATCHES_FULL if length.full else 1
    async with ordeal.load("F11 poison of five kinds, alone and in batches") as load:
        for poison in poisons():
            await poisoner.spread(poison)
        for _ in range(batches):
            await poisoner.spread(*poisons() * BATCH_OF_POISON)
            await work_goes_on(load, 5)
        await poisoner.remove()
