"""Booking with plain objects in memory and set-based in PostgreSQL follow the same rules."""

from random import Random

import pytest

from accounting.application.commands.charge_assignments import ChargeAssignments
from accounting.domain.transfer import TransferKind
from chassis.messages import Command
from tests.accounting.builders import (
    NOON,
    TODAY,
    YESTERDAY,
    a_charge,
    a_completion,
    a_task_id,
    an_account_id,
    charging,
    learning,
    on,
    rewarding,
)
from tests.accounting.harness import Harness


async def test_a_fee_is_debited_at_every_assignment(harness: Harness) -> None:
    kesha, gosha, task = an_account_id(), an_account_id(), a_task_id()

    await harness.handle(charging(a_charge(kesha, task, no=1)))
    await harness.handle(charging(a_charge(gosha, task, no=2)))

    assert await harness.balance(kesha) == -1000
    assert await harness.balance(gosha) == -1000


async def test_a_reward_is_credited_to_whoever_completed_the_task(harness: Harness) -> None:
    kesha, task = an_account_id(), a_task_id()

    await harness.handle(charging(a_charge(kesha, task)), rewarding(a_completion(kesha, task)))

    assert await harness.balance(kesha) == 2000


async def test_the_same_facts_twice_have_one_effect(harness: Harness) -> None:
    kesha, task = an_account_id(), a_task_id()
    batch = (
        learning(task),
        charging(a_charge(kesha, task), a_charge(kesha, task)),
        rewarding(a_completion(kesha, task), a_completion(kesha, task)),
    )

    await harness.handle(*batch)
    await harness.handle(*batch)

    assert await harness.balance(kesha) == 2000
    assert len(await harness.entries(kesha)) == 2
    assert len(await harness.posted()) == 2
    assert len(await harness.events("task.priced")) == 1


async def test_a_completion_booked_before_anything_else_of_the_task_ends_the_same(harness: Harness) -> None:
    kesha, task = an_account_id(), a_task_id()

    await harness.handle(rewarding(a_completion(kesha, task)))
    await harness.handle(charging(a_charge(kesha, task)))
    await harness.handle(learning(task, "Fix the beak", "UBERPOP-42"))

    assert await harness.balance(kesha) == 2000
    newest, _ = await harness.entries(kesha)
    assert newest.task is not None
    assert (newest.task.title, newest.task.jira_id) == ("Fix the beak", "UBERPOP-42")
    assert len(await harness.events("task.priced")) == 1


async def test_what_a_task_is_called_is_settled_by_the_first_telling(harness: Harness) -> None:
    kesha, task = an_account_id(), a_task_id()

    await harness.handle(learning(task, "Fix the beak"), learning(task, "Break the beak"))
    await harness.handle(charging(a_charge(kesha, task)))

    (entry,) = await harness.entries(kesha)
    assert entry.task is not None
    assert entry.task.title == "Fix the beak"


@pytest.mark.parametrize("seed", range(5))
async def test_any_order_and_any_batches_with_duplicates_end_the_same(harness: Harness, seed: int) -> None:
    draw = Random(seed)
    people = [an_account_id() for _ in range(4)]
    tasks = [a_task_id() for _ in range(12)]
    facts: list[Command[None]] = [learning(task) for task in tasks]
    expected = dict.fromkeys(people, 0)
    for task in tasks:
        for no in range(1, draw.randint(1, 4) + 1):
            who = draw.choice(people)
            facts.append(charging(a_charge(who, task, no=no)))
            expected[who] -= 1000
        if draw.random() < 0.6:
            facts.append(rewarding(a_completion(who, task)))
            expected[who] += 3000
    delivered = facts + draw.choices(facts, k=len(facts) // 2)
    draw.shuffle(delivered)

    while delivered:
        size = draw.randint(1, 10)
        await harness.handle(*delivered[:size])
        delivered = delivered[size:]

    balances = {who: await harness.balance(who) for who in people if await harness.entries(who)}
    assert balances == {who: cents for who, cents in expected.items() if who in balances}
    assert len(await harness.posted()) == sum(not isinstance(f, type(facts[0])) for f in facts)


async def test_an_entry_lies_on_the_companys_day_of_its_moment(harness: Harness) -> None:
    kesha = an_account_id()
    late_in_utc = NOON.replace(hour=20, minute=59)
    next_day_in_moscow = NOON.replace(hour=21, minute=0)

    await harness.handle(charging(a_charge(kesha, at=late_in_utc), a_charge(kesha, at=next_day_in_moscow)))

    newest, oldest = await harness.entries(kesha)
    assert (oldest.position.day, oldest.occurred_at) == (TODAY, late_in_utc)
    assert newest.position.day.day == TODAY.day + 1


async def test_what_is_announced_is_what_was_booked(harness: Harness) -> None:
    kesha, task = an_account_id(), a_task_id()

    await harness.handle(
        charging(a_charge(kesha, task, no=3, at=on(YESTERDAY))), rewarding(a_completion(kesha, task))
    )

    posted = {each["kind"]: each for each in await harness.posted()}
    fee, reward = posted[TransferKind.ASSIGNMENT_FEE], posted[TransferKind.COMPLETION_REWARD]
    assert (fee["account_id"], fee["task_id"], fee["amount"]) == (str(kesha), str(task), 1000)
    assert fee["occurred_at"] == "2026-11-20T09:00:00.000000Z"
    assert fee["day"] == "2026-11-20"
    assert (reward["amount"], reward["day"], reward["occurred_at"]) == (
        3000,
        "2026-11-21",
        "2026-11-21T09:00:00.123456Z",
    )


async def test_an_announcement_holds_at_most_five_hundred_entries_of_one_day(harness: Harness) -> None:
    kesha = an_account_id()
    charges = [a_charge(kesha) for _ in range(501)] + [a_charge(kesha, at=on(YESTERDAY))]

    await harness.handle(ChargeAssignments(charges))

    sizes = sorted(len(each["data"]["transfers"]) for each in await harness.events("transfer.posted"))
    assert sizes == [1, 1, 500]
    assert sorted(len(each["data"]["prices"]) for each in await harness.events("task.priced")) == [2, 500]
    assert await harness.balance(kesha) == -502 * 1000


async def test_a_task_that_comes_up_again_in_a_batch_or_after_it_is_priced_once(harness: Harness) -> None:
    kesha, task = an_account_id(), a_task_id()

    await harness.handle(
        charging(a_charge(kesha, task), a_charge(kesha, task, no=2)),
        charging(a_charge(kesha, task, no=3), a_charge(kesha)),
    )
    await harness.handle(charging(a_charge(kesha, task, no=4), a_charge(kesha)))

    priced = [each["task_id"] for e in await harness.events("task.priced") for each in e["data"]["prices"]]
    assert (len(priced), priced.count(str(task))) == (3, 1)
    assert await harness.balance(kesha) == -6 * 1000


async def test_an_empty_batch_books_nothing(harness: Harness) -> None:
    await harness.handle(charging(), rewarding())

    assert await harness.events() == []
