"""Closing a day: paid out once, debts carried over, in order, and interruptible anywhere."""

from datetime import timedelta

import pytest

from accounting.application.commands.close_day import CloseDay
from accounting.application.commands.continue_closing import ContinueClosing
from accounting.domain.business_day import DayState
from accounting.domain.errors import DayNotOver
from accounting.domain.transfer import TransferKind
from tests.accounting.builders import (
    TODAY,
    TOMORROW,
    YESTERDAY,
    a_charge,
    a_completion,
    a_task_id,
    an_account_id,
    charging,
    on,
    rewarding,
)
from tests.accounting.harness import Harness


async def test_a_positive_balance_is_paid_out_to_zero(harness: Harness) -> None:
    kesha = an_account_id()
    await harness.handle(rewarding(a_completion(kesha)))

    await harness.accounting.close_day(TODAY)

    assert await harness.balance(kesha) == 0
    payout, _ = await harness.entries(kesha)
    assert (payout.kind, payout.amount, payout.balance_after) == (TransferKind.PAYOUT, -3000, 0)
    assert (payout.position.day, payout.task) == (TODAY, None)
    day = await harness.accounting.days.one(TODAY)
    assert (day.state, day.employees_paid, day.payouts) == (DayState.CLOSED, 1, 3000)


async def test_a_debt_is_carried_over_and_not_paid(harness: Harness) -> None:
    kesha = an_account_id()
    await harness.handle(charging(a_charge(kesha)))

    await harness.accounting.close_day(TODAY)

    view = await harness.view(kesha, TOMORROW)
    assert (view.balance, view.carried_over, view.result) == (-1000, -1000, 0)
    assert await harness.events("payout.made") == []


async def test_a_debt_carried_over_is_worked_off_before_anything_is_paid(harness: Harness) -> None:
    kesha = an_account_id()
    await harness.handle(charging(a_charge(kesha, at=on(YESTERDAY))))
    await harness.accounting.close_day(YESTERDAY)
    await harness.handle(rewarding(a_completion(kesha, at=on(TODAY))))

    await harness.accounting.close_day(TODAY)

    payout, *_ = await harness.entries(kesha)
    assert payout.amount == -2000
    assert await harness.balance(kesha) == 0


async def test_payouts_are_neither_gain_nor_loss_of_management(harness: Harness) -> None:
    kesha, gosha, task = an_account_id(), an_account_id(), a_task_id()
    await harness.handle(
        charging(a_charge(kesha, task), a_charge(gosha)), rewarding(a_completion(kesha, task))
    )
    before = await harness.accounting.days.one(TODAY)

    await harness.accounting.close_day(TODAY)

    after = await harness.accounting.days.one(TODAY)
    assert before.earnings == after.earnings == 2 * 1000 - 3000
    assert after.payouts == 2000


async def test_closing_twice_pays_once(harness: Harness) -> None:
    kesha = an_account_id()
    await harness.handle(rewarding(a_completion(kesha)))

    await harness.accounting.close_day(TODAY)
    await harness.accounting.close_day(TODAY)

    assert len(await harness.events("payout.made")) == 1
    assert len(await harness.events("day.closed")) == 1
    assert len(await harness.entries(kesha)) == 2


async def test_what_comes_after_its_day_was_closed_is_booked_on_the_open_day(harness: Harness) -> None:
    kesha = an_account_id()
    await harness.handle(rewarding(a_completion(kesha, at=on(YESTERDAY))))
    await harness.accounting.close_day(YESTERDAY)

    await harness.handle(charging(a_charge(kesha, at=on(YESTERDAY, 9))))

    late, *_ = await harness.entries(kesha)
    assert (late.position.day, late.occurred_at) == (TODAY, on(YESTERDAY, 9))
    assert (await harness.accounting.days.one(YESTERDAY)).fees == 0
    assert await harness.balance(kesha) == -1000


async def test_missed_days_are_closed_in_order(harness: Harness) -> None:
    kesha = an_account_id()
    two_days_ago = YESTERDAY - timedelta(days=1)
    await harness.handle(
        rewarding(a_completion(kesha, at=on(two_days_ago)), a_completion(kesha, at=on(YESTERDAY)))
    )

    await harness.accounting.close_day(YESTERDAY)

    closed = [each["data"]["day"] for each in await harness.events("day.closed")]
    assert closed == [two_days_ago.isoformat(), YESTERDAY.isoformat()]
    assert [each["data"]["amount"] for each in await harness.events("payout.made")] == [3000, 3000]


async def test_entries_of_later_days_are_left_out_of_a_days_payout(harness: Harness) -> None:
    kesha = an_account_id()
    await harness.handle(
        rewarding(a_completion(kesha, at=on(YESTERDAY))), charging(a_charge(kesha, at=on(TODAY)))
    )

    await harness.accounting.close_day(YESTERDAY)

    assert await harness.balance(kesha) == -1000
    fee, payout, reward = await harness.entries(kesha)
    assert (reward.balance_after, payout.balance_after, fee.balance_after) == (3000, 0, -1000)


async def test_closing_goes_on_where_it_was_interrupted(harness: Harness) -> None:
    people = [an_account_id() for _ in range(7)]
    await harness.handle(rewarding(*(a_completion(who) for who in people)))
    await harness.accounting.handle(CloseDay(TODAY))

    worked_on = [await harness.accounting.handle(ContinueClosing(3)) for _ in range(2)]
    half_way = await harness.accounting.days.one(TODAY)
    await harness.accounting.finish_closing()

    assert worked_on == [TODAY, TODAY]
    assert (half_way.state, half_way.employees_paid) == (DayState.CLOSING, 6)
    assert sorted(each["data"]["account_id"] for each in await harness.events("payout.made")) == sorted(
        map(str, people)
    )
    assert {await harness.balance(who) for who in people} == {0}


async def test_while_a_day_is_being_closed_entries_go_to_the_next(harness: Harness) -> None:
    kesha = an_account_id()
    await harness.handle(rewarding(a_completion(kesha)))
    await harness.accounting.handle(CloseDay(TODAY))

    await harness.handle(rewarding(a_completion(kesha)))
    await harness.accounting.finish_closing()

    assert [(each.amount, each.position.day) for each in await harness.entries(kesha)] == [
        (3000, TOMORROW),
        (-3000, TODAY),
        (3000, TODAY),
    ]
    view = await harness.view(kesha)
    assert (view.balance, view.carried_over, view.earned) == (3000, 0, 3000)


async def test_a_day_on_which_nothing_happened_closes_too(harness: Harness) -> None:
    await harness.accounting.close_day(TODAY)

    (closed,) = await harness.events("day.closed")
    assert closed["data"] == {"day": TODAY.isoformat(), "fees": 0, "rewards": 0, "payouts": 0}
    assert (await harness.accounting.days.one(YESTERDAY)).state is DayState.CLOSED


async def test_a_gap_before_the_last_closed_day_cannot_be_opened_again(harness: Harness) -> None:
    kesha = an_account_id()
    await harness.accounting.close_day(TODAY)

    await harness.accounting.close_day(YESTERDAY)
    await harness.handle(charging(a_charge(kesha, at=on(YESTERDAY))))

    assert len(await harness.events("day.closed")) == 1
    (entry,) = await harness.entries(kesha)
    assert entry.position.day == TOMORROW


async def test_a_day_that_has_not_begun_cannot_be_closed(harness: Harness) -> None:
    with pytest.raises(DayNotOver):
        await harness.accounting.close_day(TOMORROW)

    assert (await harness.accounting.days.one(TOMORROW)).state is DayState.OPEN


async def test_payouts_are_announced_as_entries_with_the_days_totals(harness: Harness) -> None:
    kesha, task = an_account_id(), a_task_id()
    await harness.handle(charging(a_charge(kesha, task)), rewarding(a_completion(kesha, task)))

    await harness.accounting.close_day(TODAY)

    payout = next(each for each in await harness.posted() if each["kind"] == "payout")
    assert (payout["account_id"], payout["amount"], payout["task_id"]) == (str(kesha), 2000, None)
    (closed,) = await harness.events("day.closed")
    assert closed["data"] == {"day": TODAY.isoformat(), "fees": 1000, "rewards": 3000, "payouts": 2000}
