"""A company's week as its tracker tells it, and a model of the books that shares nothing with accounting."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from accounting.application.queries.entries import EntryView
from accounting.domain.identifiers import AccountId
from chassis.envelope import Envelope
from chassis.integration import IntegrationEvent
from tests.accounting.builders import MOSCOW, on
from tests.accounting.harness import Harness

DUPLICATED = 0.1
DELAYED = 0.03


class Happening(NamedTuple):
    """An assignment (with its number) or, without one, a completion."""

    task: UUID
    number: int | None
    popug: UUID
    at: datetime


class Booked(NamedTuple):
    """An entry as the model has it; `amount` is signed, in cents."""

    day: date
    kind: str
    task: UUID | None
    amount: int
    at: datetime | None


@dataclass
class Tracker:
    """Creates, completes and reassigns at random, and remembers the open tasks."""

    draw: Random
    popugs: Sequence[UUID]
    open_tasks: dict[UUID, tuple[int, UUID]] = field(default_factory=dict)

    def work(self, day: date, created: int, completed: int, reassignments: int) -> Iterator[Happening]:
        """One day's happenings, in order, from nine to six."""
        acts = [self.create] * created + [self.complete] * completed + [self.reassign] * reassignments
        self.draw.shuffle(acts)
        step = timedelta(hours=9) / (len(acts) + 1)
        for place, act in enumerate(acts, 1):
            yield from act(on(day, 9) + place * step)

    def create(self, at: datetime) -> Iterator[Happening]:
        yield self._assign(UUID(int=self.draw.getrandbits(128)), 1, at)

    def complete(self, at: datetime) -> Iterator[Happening]:
        if self.open_tasks:
            task = self.draw.choice(sorted(self.open_tasks))
            _, popug = self.open_tasks.pop(task)
            yield Happening(task, None, popug, at)

    def reassign(self, at: datetime) -> Iterator[Happening]:
        for task, (number, _) in sorted(self.open_tasks.items()):
            yield self._assign(task, number + 1, at)

    def _assign(self, task: UUID, number: int, at: datetime) -> Happening:
        popug = self.draw.choice(self.popugs)
        self.open_tasks[task] = number, popug
        return Happening(task, number, popug, at)


@dataclass
class Model:
    """Lists of entries per popug, and sums over them; told in which order days close and what comes late."""

    entries: dict[UUID, list[Booked]] = field(default_factory=lambda: defaultdict(list))
    earliest_open: date = date.min

    def book(self, happening: Happening, fee: int, reward: int) -> None:
        kind, amount = ("completion_reward", reward)
        if happening.number is not None:
            kind, amount = "assignment_fee", -fee
        day = max(happening.at.astimezone(MOSCOW).date(), self.earliest_open)
        self.entries[happening.popug].append(Booked(day, kind, happening.task, amount, happening.at))

    def close(self, day: date) -> None:
        for popug, entries in self.entries.items():
            stand = sum(entry.amount for entry in entries if entry.day <= day)
            if stand > 0:
                self.entries[popug].append(Booked(day, "payout", None, -stand, None))
        self.earliest_open = day + timedelta(days=1)

    def balance(self, popug: UUID) -> int:
        return sum(entry.amount for entry in self.entries[popug])

    def of_day(self, day: date) -> tuple[int, int, int, int]:
        """Fees, rewards, what management earned, and payouts."""
        booked = [entry for entries in self.entries.values() for entry in entries if entry.day == day]
        sums = {
            kind: abs(sum(each.amount for each in booked if each.kind == kind))
            for kind in ("assignment_fee", "completion_reward", "payout")
        }
        fees, rewards = sums["assignment_fee"], sums["completion_reward"]
        return fees, rewards, fees - rewards, sums["payout"]


def told(happenings: Sequence[Happening], draw: Random) -> Sequence[tuple[str, Mapping[str, Any]]]:
    """The events about `happenings` as they arrive: some twice, in any order."""
    events = [event_about(happening) for happening in happenings]
    events += [event for event in events if draw.random() < DUPLICATED]
    draw.shuffle(events)
    return events


def envelope(event_type: str, data: Mapping[str, Any], at: datetime) -> Envelope:
    return Envelope.of(IntegrationEvent(event_type, 1, dict(data)), source="/tracker", time=at)


def event_about(happening: Happening) -> tuple[str, Mapping[str, Any]]:
    task, number, popug, at = happening
    moment = at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if number is None:
        data = {"task_id": str(task), "assignment_no": 1, "account_id": str(popug), "at": moment}
        return "task.completed", data
    assignment = {"task_id": str(task), "assignment_no": number, "account_id": str(popug)}
    return "task.assigned", {"reassignment_id": str(uuid4()), "at": moment, "assignments": [assignment]}


async def book(books: Harness, model: Model, happenings: Sequence[Happening]) -> None:
    """Tell the model, at the prices that were announced."""
    events = await books.events("task.priced")
    prices = {UUID(price["task_id"]): price for event in events for price in event["data"]["prices"]}
    for happening in happenings:
        price = prices[happening.task]
        model.book(happening, price["fee"], price["reward"])


async def assert_same(books: Harness, model: Model, days: Sequence[date]) -> None:
    """Every entry, every balance after it, every day."""
    for who, expected in model.entries.items():
        log = await books.entries(AccountId(who))
        assert Counter(map(as_booked, log)) == Counter(expected)
        assert all(
            newer.balance_after - newer.amount == older.balance_after for newer, older in pairwise(log)
        )
        assert log[0].balance_after == model.balance(who)
        evenings = {entry.position.day: entry.balance_after for entry in reversed(log)}
        for day, stand in evenings.items():
            assert stand == sum(each.amount for each in expected if each.day <= day)
            assert stand <= 0 or day >= model.earliest_open
    views = await books.accounting.days.earnings(days[0], days[-1])
    shown = [(view.fees, view.rewards, view.earnings, view.payouts) for view in views]
    assert shown == [model.of_day(day) for day in days]
    closed = [event["data"] for event in await books.events("day.closed")]
    assert [(each["day"], each["fees"], each["rewards"], each["payouts"]) for each in closed] == [
        (str(day), fees, rewards, payouts)
        for day in days
        if day < model.earliest_open
        for fees, rewards, _, payouts in [model.of_day(day)]
    ]


def as_booked(entry: EntryView) -> Booked:
    paid = entry.task is None
    return Booked(
        entry.position.day,
        entry.kind.value,
        None if entry.task is None else UUID(int=entry.task.id.int),
        entry.amount,
        None if paid else entry.occurred_at,
    )
