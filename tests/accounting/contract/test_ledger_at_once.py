"""Several writers of the books at once, in PostgreSQL."""

import asyncio
from collections.abc import Mapping
from datetime import date
from uuid import UUID

import pytest

from accounting.adapters.postgres.booking_days import hold_booking_days
from accounting.adapters.postgres.days import PostgresDays
from accounting.application.commands.charge_assignments import ChargeAssignments
from accounting.application.commands.close_day import CloseDay
from accounting.application.commands.continue_closing import ContinueClosing
from accounting.domain.identifiers import TaskId
from accounting.domain.transfer import Charge, Transfer, TransferKind
from chassis.mediator import CommandHandlersNotRegistered
from chassis.messages import Command
from chassis.postgres.database import Database
from tests.accounting.builders import (
    NOON,
    TODAY,
    TOMORROW,
    YESTERDAY,
    a_charge,
    a_completion,
    a_task_id,
    an_account,
    an_account_id,
    charging,
    learning,
    on,
    registering,
    rewarding,
)
from tests.accounting.harness import Harness
from tests.eventually import eventually
from tests.locks import WAITING


class Unheard(Command[None]):
    """Nobody handles it."""


WRITERS = 8
ROUNDS = 5


async def test_the_same_facts_booked_by_several_at_once_have_one_effect(in_postgres: Harness) -> None:
    people = [an_account_id() for _ in range(20)]
    charges = [a_charge(who) for who in people for _ in range(5)]

    await asyncio.gather(*(in_postgres.handle(ChargeAssignments(charges)) for _ in range(WRITERS)))

    assert [await in_postgres.balance(who) for who in people] == [-5000] * len(people)
    assert len(await in_postgres.posted()) == len(charges)


async def test_different_facts_booked_by_several_at_once_are_all_booked(in_postgres: Harness) -> None:
    people = [an_account_id() for _ in range(10)]

    async def write() -> None:
        for _ in range(ROUNDS):
            await in_postgres.handle(charging(*(a_charge(who) for who in people)))

    await asyncio.gather(*(write() for _ in range(WRITERS)))

    assert {await in_postgres.balance(who) for who in people} == {-1000 * WRITERS * ROUNDS}


async def test_batches_that_touch_the_same_rows_in_opposite_order_do_not_block_each_other_for_good(
    in_postgres: Harness,
) -> None:
    people = sorted(an_account_id() for _ in range(10))
    tasks = [a_task_id() for _ in range(10)]
    commands = [
        registering(*(an_account(who) for who in people)),
        *(learning(task) for task in tasks),
        *(charging(a_charge(who, task)) for who, task in zip(people, tasks, strict=True)),
        *(rewarding(a_completion(who, task)) for who, task in zip(people, tasks, strict=True)),
    ]

    await asyncio.gather(
        *(in_postgres.handle(*(commands if number % 2 else reversed(commands))) for number in range(WRITERS))
    )

    assert {await in_postgres.balance(who) for who in people} == {2000}


async def test_what_is_booked_on_the_next_day_while_a_day_closes_is_neither_lost_nor_paid_early(
    in_postgres: Harness,
) -> None:
    people = [an_account_id() for _ in range(30)]
    await in_postgres.handle(rewarding(*(a_completion(who) for who in people)))
    await in_postgres.accounting.handle(CloseDay(TODAY))

    async def book() -> None:
        for _ in range(ROUNDS):
            await in_postgres.handle(
                charging(*(a_charge(who, at=on(TOMORROW)) for who in people)),
                rewarding(*(a_completion(who, at=NOON) for who in people)),
            )

    async def pay() -> None:
        while await in_postgres.accounting.handle(ContinueClosing(3)) is not None:
            pass

    await asyncio.gather(book(), pay(), book(), pay())

    paid = [each["data"]["amount"] for each in await in_postgres.events("payout.made")]
    assert paid == [3000] * len(people)
    assert {await in_postgres.balance(who) for who in people} == {2 * ROUNDS * (3000 - 1000)}


async def test_a_day_waits_for_who_is_booking_on_it(in_postgres: Harness, database: Database) -> None:
    async with database.transaction() as booking:
        held = await hold_booking_days(booking, [TODAY])
        ending = asyncio.create_task(_end_today(database))
        await eventually(lambda: _somebody_waits(database))

        assert held == {TODAY: TODAY}
        assert not ending.done()

    assert list(await ending) == [TODAY]


async def test_who_waited_for_a_day_that_ended_books_on_the_next(
    in_postgres: Harness, database: Database
) -> None:
    await in_postgres.handle(charging(a_charge(an_account_id())))
    async with database.transaction() as closing:
        await PostgresDays(closing).end(TODAY)
        holding = asyncio.create_task(_hold_today(database))
        await eventually(lambda: _somebody_waits(database))

    assert await holding == {TODAY: TOMORROW}


async def test_an_open_row_left_behind_an_ended_day_takes_no_entries(
    in_postgres: Harness, database: Database
) -> None:
    kesha = an_account_id()
    await in_postgres.handle(charging(a_charge(an_account_id())))
    await in_postgres.accounting.close_day(TODAY)
    async with database.transaction() as transaction:
        await transaction.driver.execute("INSERT INTO business_day (day) VALUES ($1)", YESTERDAY)

    await in_postgres.handle(charging(a_charge(kesha, at=on(YESTERDAY))))

    assert [entry.position.day for entry in await in_postgres.entries(kesha)] == [TOMORROW]


async def test_entries_are_called_the_same_by_the_domain_and_by_the_statement(in_postgres: Harness) -> None:
    kesha, task = an_account_id(), a_task_id()

    await in_postgres.handle(charging(Charge(task, 7, kesha, NOON)), rewarding(a_completion(kesha, task)))
    await in_postgres.accounting.close_day(TODAY)

    announced = {UUID(each["transfer_id"]) for each in await in_postgres.posted()}
    transfers = [
        Transfer(TransferKind(each["kind"]), kesha, each["amount"], TODAY, NOON, task_id, number)
        for each in await in_postgres.posted()
        for task_id, number in [_key(each["kind"], task)]
    ]
    assert announced == {transfer.id for transfer in transfers}
    assert len(announced) == 3


async def test_the_relay_is_woken_after_the_commit_alone(in_postgres: Harness) -> None:
    with pytest.raises(CommandHandlersNotRegistered):
        await in_postgres.handle(charging(a_charge(an_account_id())), Unheard())
    after_failure = len(in_postgres.wakes)

    await in_postgres.handle(charging(a_charge(an_account_id())))

    assert after_failure == 0
    assert in_postgres.wakes


def _key(kind: str, task: TaskId) -> tuple[TaskId | None, int | None]:
    """What a transfer of this kind is for."""
    if kind == TransferKind.PAYOUT:
        return None, None
    return task, 7 if kind == TransferKind.ASSIGNMENT_FEE else None


async def _end_today(database: Database) -> list[object]:
    async with database.transaction() as transaction:
        return list(await PostgresDays(transaction).end(TODAY))


async def _hold_today(database: Database) -> Mapping[date, date]:
    async with database.transaction() as transaction:
        return await hold_booking_days(transaction, [TODAY])


async def _somebody_waits(database: Database) -> bool:
    async with database.reading() as reading:
        waiting: int = await reading.driver.fetchval(WAITING)
    return waiting > 0
