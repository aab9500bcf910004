"""A week of fifty popugs and two thousand tasks: the books equal an independent model's, entry by entry."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from accounting.entrypoints.consumer.subscriptions import task_assigned_v1, task_completed_v1
from chassis.postgres.database import Database
from tests.accounting.builders import TARIFF, a_task_id, an_account, on, registering
from tests.accounting.harness import Harness, over
from tests.accounting.week import (
    DELAYED,
    Booked,
    Happening,
    Model,
    Tracker,
    assert_same,
    book,
    envelope,
    told,
)

MONDAY = date(2026, 11, 16)
DAYS = [MONDAY + timedelta(days=number) for number in range(7)]
POPUGS = [UUID(int=1000 + number) for number in range(50)]
TASKS_PER_DAY, COMPLETIONS_PER_DAY, REASSIGNMENTS_PER_DAY_MAX = 286, 215, 2
EVENTS_PER_BATCH = 200


@pytest.mark.parametrize("seed", [1, 2])
async def test_the_books_of_a_week_equal_an_independent_models(database: Database, seed: int) -> None:
    draw, model, books = Random(seed), Model(), over(database, TARIFF)
    await books.handle(registering(*(an_account(who, f"Popug {who.int}") for who in POPUGS)))
    tracker, delayed = Tracker(draw, POPUGS), list[Happening]()

    for day in DAYS:
        reassignments = draw.randint(0, REASSIGNMENTS_PER_DAY_MAX)
        happened = list(tracker.work(day, TASKS_PER_DAY, COMPLETIONS_PER_DAY, reassignments))
        late = [happening for happening in happened if draw.random() < DELAYED]
        arriving = delayed + [happening for happening in happened if happening not in set(late)]
        books.clock.put_at(on(day, 20))
        await deliver(books, told(arriving, draw), draw)
        await deliver(books, told(arriving[:50], draw), draw)
        await book(books, model, arriving)
        books.clock.put_at(on(day + timedelta(days=1), 0) + timedelta(minutes=5))
        await books.accounting.close_day(day)
        model.close(day)
        delayed = late

    await assert_same(books, model, DAYS)
    assert {entry.kind for entries in model.entries.values() for entry in entries} == {
        "assignment_fee",
        "completion_reward",
        "payout",
    }
    assert any(model.balance(who) < 0 for who in POPUGS)
    assert any(late_entries(model))
    await books.assert_books_are_right()


async def deliver(books: Harness, events: Sequence[tuple[str, Mapping[str, Any]]], draw: Random) -> None:
    """As a consumer does: batch by batch, each type's events as one command."""
    for start in range(0, len(events), EVENTS_PER_BATCH):
        batch = events[start : start + EVENTS_PER_BATCH]
        now = books.clock.now()
        assigned = [envelope(kind, data, now) for kind, data in batch if kind == "task.assigned"]
        completed = [envelope(kind, data, now) for kind, data in batch if kind == "task.completed"]
        commands = [task_assigned_v1(assigned), task_completed_v1(completed)]
        draw.shuffle(commands)
        await books.handle(*commands)


def late_entries(model: Model) -> list[Booked]:
    return [
        entry
        for entries in model.entries.values()
        for entry in entries
        if entry.at is not None and entry.at < on(entry.day, 0)
    ]


async def test_a_model_with_one_cent_too_much_is_noticed(database: Database) -> None:
    model, books = Model(), over(database, TARIFF)
    happening = Happening(a_task_id(), 1, POPUGS[0], on(MONDAY))
    await deliver(books, told([happening], Random(1)), Random(1))
    await book(books, model, [happening])
    model.entries[POPUGS[0]][0] = model.entries[POPUGS[0]][0]._replace(amount=-1)

    with pytest.raises(AssertionError):
        await assert_same(books, model, DAYS)
