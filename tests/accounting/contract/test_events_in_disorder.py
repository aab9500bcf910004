"""Events said twice, in any order, some a week late, leave the books as if each had come once and in time."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, cast
from uuid import UUID

import pytest
from aiormq.abc import AbstractChannel, DeliveredMessage
from pamqp.commands import Basic
from pamqp.header import ContentHeader

from accounting.bootstrap.registry import SUBSCRIPTIONS
from accounting.domain.identifiers import AccountId
from chassis.consumer.applying import Applying
from chassis.consumer.aside import Aside
from chassis.consumer.consumer import BATCH_SIZE_MAX
from chassis.consumer.reading import read_letter
from chassis.envelope import Envelope
from chassis.integration import IntegrationEvent
from chassis.postgres.database import Database
from tests.accounting.builders import TARIFF, on
from tests.accounting.component.settings import NO_BROKER
from tests.accounting.component.tracker import created, created_v1
from tests.accounting.harness import Harness, over
from tests.accounting.week import Happening, Model, Tracker, assert_same, book, event_about

MONDAY = date(2026, 11, 16)
WEEK = [MONDAY + timedelta(days=number) for number in range(7)]
A_WEEK_LATER = WEEK[-1] + timedelta(days=1)
POPUGS = [UUID(int=1000 + number) for number in range(20)]
CREATED, COMPLETED, REASSIGNED = 40, 30, 1
A_TENTH, EVERYTHING = 0.1, 1.0
A_WEEK_OLD = 0.1
SAID_AGAIN_LATE = 0.5


@dataclass
class Inbox:
    """What accounting's consumer does with bodies, but for the broker: read, check, translate, commit."""

    books: Harness
    draw: Random

    def __post_init__(self) -> None:
        self._kinds = {(one.event.type, one.event.version): one for one in SUBSCRIPTIONS}
        aside = Aside("accounting", NO_BROKER)
        self._applying = Applying(self.books.accounting.mediator, self._kinds, aside)

    async def take(self, bodies: Sequence[bytes]) -> None:
        """In any order, in batches as large as a consumer's."""
        shuffled = self.draw.sample(bodies, len(bodies))
        for start in range(0, len(shuffled), BATCH_SIZE_MAX):
            batch = shuffled[start : start + BATCH_SIZE_MAX]
            letters = [read_letter(delivered(body), self._kinds) for body in batch]
            applied = await self._applying.apply(letters, asyncio.Event(), lambda: False)
            assert len(applied) == len(batch)


@dataclass
class Company:
    """Happenings and what is said of them: some at once, some a week later, some again."""

    draw: Random
    share_said_twice: float
    said: list[bytes] = field(default_factory=list)
    put_off: list[bytes] = field(default_factory=list)
    untold: list[Happening] = field(default_factory=list)
    repeated: int = 0

    def tell(self, happenings: Iterable[Happening], day: date) -> Sequence[Happening]:
        """Say what happened on `day`; answers what is told at once. What is put off comes a week later."""
        at_once = list[Happening]()
        for happening in happenings:
            late = self.draw.random() < A_WEEK_OLD
            (self.untold if late else at_once).append(happening)
            for event in events_about(happening):
                body = Envelope.of(event, source="/tracker", time=on(day, 19)).to_bytes()
                (self.put_off if late else self.said).append(body)
                self._say_again(body, late)
        return at_once

    def _say_again(self, body: bytes, late: bool) -> None:
        if self.draw.random() < self.share_said_twice:
            self.repeated += 1
            (self.put_off if late or self.draw.random() < SAID_AGAIN_LATE else self.said).append(body)

    def heard(self) -> Sequence[bytes]:
        """What was said since this was last asked."""
        said, self.said = self.said, []
        return said


def delivered(body: bytes) -> DeliveredMessage:
    """A message as a channel hands it over; what is read of it is its body."""
    return DeliveredMessage(Basic.Deliver(), ContentHeader(), body, cast("AbstractChannel", None))


def events_about(happening: Happening) -> Iterable[IntegrationEvent]:
    """A new task is told of in either version."""
    if happening.number == 1:
        name = f"Feed cat {happening.task.int % 1000}"
        if happening.task.int % 2:
            yield created(happening.task, name, "UBERPOP-7")
        else:
            yield created_v1(happening.task, f"[UBERPOP-7] {name}")
    kind, data = event_about(happening)
    yield IntegrationEvent(kind, 1, dict(data))


@pytest.mark.parametrize("share", [A_TENTH, EVERYTHING], ids=["a tenth twice", "everything twice"])
async def test_events_twice_in_any_order_and_a_week_late_have_one_effect_each(
    database: Database, share: float
) -> None:
    draw, model, books = Random(int(share * 10)), Model(), over(database, TARIFF)
    tracker, company, inbox = Tracker(draw, POPUGS), Company(draw, share), Inbox(books, draw)

    for day in WEEK:
        books.clock.put_at(on(day, 20))
        at_once = company.tell(tracker.work(day, CREATED, COMPLETED, REASSIGNED), day)
        await inbox.take(company.heard())
        await book(books, model, at_once)
        books.clock.put_at(on(day + timedelta(days=1), 1))
        await books.accounting.close_day(day)
        model.close(day)
    before = await closed_past(books)
    await inbox.take(company.put_off)
    await book(books, model, company.untold)

    assert company.repeated >= share * len(WEEK) * CREATED
    assert await closed_past(books) == before
    await assert_same(books, model, [*WEEK, A_WEEK_LATER])
    assert await announced(books) == Counter(
        (each.kind, abs(each.amount), who) for who, entries in model.entries.items() for each in entries
    )
    assert await titles(books) == {f"Feed cat {task.int % 1000}" for task in tasks_of(model)}
    await books.assert_books_are_right()


async def test_an_event_that_differs_is_not_taken_for_one_that_came_before(database: Database) -> None:
    draw, model, books = Random(1), Model(), over(database, TARIFF)
    first = Happening(UUID(int=1), 1, POPUGS[0], on(MONDAY))
    company, inbox = Company(draw, EVERYTHING), Inbox(books, draw)
    company.tell([first, first._replace(number=2)], MONDAY)

    await inbox.take([*company.heard(), *company.put_off])
    await book(books, model, [first])

    with pytest.raises(AssertionError):
        await assert_same(books, model, [MONDAY])


async def closed_past(books: Harness) -> object:
    """All that was booked in the week, which is closed."""
    logs = {who: await books.entries(AccountId(who)) for who in POPUGS}
    return {
        who: [(each.position, each.amount, each.occurred_at) for each in log if each.position.day in WEEK]
        for who, log in logs.items()
    }


async def announced(books: Harness) -> Counter[Any]:
    """Every entry that was told to others, each under an id of its own."""
    posted = await books.posted()
    assert len({each["transfer_id"] for each in posted}) == len(posted)
    return Counter((each["kind"], each["amount"], UUID(each["account_id"])) for each in posted)


async def titles(books: Harness) -> set[str]:
    """What the tasks in all audit logs are called."""
    logs = [await books.entries(AccountId(who)) for who in POPUGS]
    return {entry.task.title or "" for log in logs for entry in log if entry.task is not None}


def tasks_of(model: Model) -> set[UUID]:
    return {entry.task for entries in model.entries.values() for entry in entries if entry.task is not None}
