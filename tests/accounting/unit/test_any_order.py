"""Whatever order facts come in, however often and in whatever batches, the books end the same."""

import asyncio
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from accounting.domain.identifiers import AccountId, TaskId
from chassis.messages import Command
from tests.accounting.builders import TARIFF, a_charge, a_completion, charging, learning, rewarding
from tests.accounting.harness import Harness, in_memory

PEOPLE = [AccountId(UUID(int=number)) for number in (1, 2, 3)]
TASKS = [TaskId(UUID(int=number)) for number in (11, 12, 13)]
FACTS: list[Command[None]] = [
    *(learning(task) for task in TASKS),
    *(
        charging(a_charge(PEOPLE[(no + place) % 3], task, no=no))
        for place, task in enumerate(TASKS)
        for no in (1, 2)
    ),
    *(rewarding(a_completion(PEOPLE[place], task)) for place, task in enumerate(TASKS)),
]


@settings(max_examples=60, deadline=None)
@given(st.permutations(FACTS), st.lists(st.sampled_from(FACTS), max_size=6), st.integers(1, 5))
def test_any_order_any_number_of_times_in_any_batches(
    order: list[Command[None]], again: list[Command[None]], size: int
) -> None:
    reference, shuffled = in_memory(TARIFF), in_memory(TARIFF)

    asyncio.run(_deliver(reference, FACTS, len(FACTS)))
    asyncio.run(_deliver(shuffled, [*order, *again], size))

    assert _balances(shuffled) == _balances(reference)
    assert _prices(shuffled) == _prices(reference)


async def _deliver(harness: Harness, facts: list[Command[None]], size: int) -> None:
    for start in range(0, len(facts), size):
        await harness.handle(*facts[start : start + size])
    await harness.assert_books_are_right()


def _balances(harness: Harness) -> dict[AccountId, int]:
    assert harness.store is not None
    return {who: harness.store.balance(who) for who in PEOPLE}


def _prices(harness: Harness) -> object:
    assert harness.store is not None
    return harness.store.prices
