"""A month of accounting's own books, heard out of order and partly twice: analytics agrees to the cent."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import date, timedelta
from random import Random
from uuid import UUID

import pytest

from accounting.application.accounting import Accounting
from accounting.application.queries.entries import EntryView
from analytics.application.views import Agreement
from analytics.bootstrap.registry import SUBSCRIPTIONS
from analytics.domain.periods import Period
from chassis.envelope import Envelope
from chassis.postgres.database import Database
from tests.accounting.builders import TARIFF, an_account, on, registering
from tests.accounting.contract.test_simulated_week import deliver
from tests.accounting.harness import Harness as Books
from tests.accounting.harness import over as books_over
from tests.accounting.history import all_history_has_arrived
from tests.accounting.week import Model, Tracker, book, told
from tests.analytics.builders import MOSCOW
from tests.analytics.harness import Harness, over
from tests.infrastructure import ServiceDatabase

FIRST = date(2026, 10, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(31)]
NOTHING_HAPPENS = date(2026, 10, 10)
NOTHING_IS_COMPLETED = date(2026, 10, 11)
POPUGS = [UUID(int=1000 + number) for number in range(12)]
BATCH = 150


@pytest.fixture
async def books(service_database: ServiceDatabase) -> AsyncIterator[Books]:
    urls = await service_database("accounting")
    await all_history_has_arrived(urls)
    database = Database(urls.runtime, application_name="test", pool_size=3)
    yield books_over(database, TARIFF)
    await database.close()


async def a_month(books: Books, draw: Random) -> Model:
    """Work on every day but one, completions on every day but two, each day closed when it is over."""
    model, tracker = Model(), Tracker(draw, POPUGS)
    await books.handle(registering(*(an_account(who, f"Popug {who.int}") for who in POPUGS)))
    for day in DAYS:
        if day != NOTHING_HAPPENS:
            completed = 0 if day == NOTHING_IS_COMPLETED else 14
            happened = list(tracker.work(day, 15, completed, draw.randint(0, 1)))
            books.clock.put_at(on(day, 20))
            await deliver(books, told(happened, draw), draw)
            await book(books, model, happened)
        books.clock.put_at(on(day + timedelta(days=1), 0) + timedelta(minutes=5))
        await books.accounting.close_day(day)
        model.close(day)
    return model


async def hear(figures: Harness, books: Books, draw: Random) -> None:
    """What accounting said, shuffled, a tenth of it twice."""
    envelopes = [Envelope.from_json(each) for each in await books._envelopes()]
    envelopes += [each for each in envelopes if draw.random() < 0.1]
    draw.shuffle(envelopes)
    for start in range(0, len(envelopes), BATCH):
        batch = envelopes[start : start + BATCH]
        heard = [
            (
                one,
                [each for each in batch if (each.type, each.version) == (one.event.type, one.event.version)],
            )
            for one in SUBSCRIPTIONS
        ]
        await figures.hear(*(one.translate(some) for one, some in heard if some))


async def in_the_red(model: Model, day: date) -> int:
    """How many popugs owe the company when `day` has ended."""
    stands = [sum(each.amount for each in model.entries[who] if each.day <= day) for who in POPUGS]
    return sum(stand < 0 for stand in stands)


def in_and_out_within_a_day(entries: list[EntryView]) -> bool:
    """Whether a balance was negative between two moments of a day at whose end it is not."""
    by_day: dict[date, list[EntryView]] = {}
    for entry in entries:
        by_day.setdefault(entry.position.day, []).append(entry)
    return any(
        min(each.balance_after for each in of_day) < 0 <= of_day[0].balance_after
        for of_day in by_day.values()
    )


@pytest.mark.parametrize("seed", [1, 2])
async def test_every_figure_of_a_month_is_accountings(books: Books, database: Database, seed: int) -> None:
    draw, figures = Random(seed), over(database)
    model = await a_month(books, draw)

    await hear(figures, books, draw)

    accounting: Accounting = books.accounting
    month = await accounting.days.earnings(DAYS[0], DAYS[-1])
    whole_month = Period(DAYS[0], DAYS[-1])
    shown = await figures.analytics.dashboards.of(DAYS[-1], whole_month, whole_month)
    assert [(day.day, day.fees, day.rewards, day.earnings, day.payouts) for day in shown.days] == [
        (day.day, day.fees, day.rewards, day.earnings, day.payouts) for day in month
    ]
    assert [day.accounts_in_the_red for day in shown.days] == [await in_the_red(model, day) for day in DAYS]
    assert {day.agreement for day in shown.days} == {Agreement.AGREED}
    assert shown.disagreements == []
    rewards = [
        (each.at.astimezone(MOSCOW).date(), each.amount)
        for entries in model.entries.values()
        for each in entries
        if each.kind == "completion_reward" and each.at is not None
    ]
    highest = {day: max(amount for on_day, amount in rewards if on_day == day) for day, _ in rewards}
    times = Counter(rewards)
    assert [
        (each.completion.day, each.completion.reward, each.completion.others)
        for each in shown.most_expensive.days
    ] == [(day, highest[day], times[day, highest[day]] - 1) for day in sorted(highest)]
    logs = [list(await books.entries(who)) for who in POPUGS]  # type: ignore[arg-type]
    by_day = {day.day: day for day in shown.days}
    assert (by_day[NOTHING_HAPPENS].fees, by_day[NOTHING_HAPPENS].completions) == (0, 0)
    assert by_day[NOTHING_IS_COMPLETED].fees > 0 == by_day[NOTHING_IS_COMPLETED].completions
    assert any(each.completion.others for each in shown.most_expensive.days)
    assert any(in_and_out_within_a_day(log) for log in logs)
    assert any(entry.kind.value == "payout" and entry.balance_after == 0 for log in logs for entry in log)
