"""Whatever happens in whatever order, the statements in SQL and the plain model keep the same books."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounting.application.commands.close_day import CloseDay
from accounting.application.commands.continue_closing import ContinueClosing
from accounting.domain.identifiers import AccountId, TaskId
from accounting.domain.transfer import Charge, Completion
from chassis.mediator import CommandHandlersNotRegistered
from chassis.messages import Command
from chassis.postgres.database import Database
from tests.accounting.builders import TARIFF, TODAY, charging, learning, on, rewarding
from tests.accounting.harness import Harness, in_memory, over
from tests.infrastructure import DatabaseUrls, TestPostgres

PEOPLE = [AccountId(UUID(int=number)) for number in (1, 2, 3)]
TASKS = [TaskId(UUID(int=number)) for number in (11, 12, 13, 14)]
DAYS = [TODAY + timedelta(days=number) for number in range(-2, 3)]
FACTS_MAX = 6
EXAMPLES, STEPS = 12, 10

CHARGES = [
    Charge(task, number, PEOPLE[(place + number) % 3], on(DAYS[(3 * place + number) % len(DAYS)], 10))
    for place, task in enumerate(TASKS)
    for number in (1, 2, 3)
]
COMPLETIONS = [
    Completion(task, PEOPLE[place % 3], on(DAYS[(2 * place + 1) % len(DAYS)]))
    for place, task in enumerate(TASKS)
]
facts: st.SearchStrategy[Command[None]] = st.one_of(
    st.sampled_from(TASKS).map(learning),
    st.lists(st.sampled_from(CHARGES), min_size=1, max_size=FACTS_MAX).map(lambda some: charging(*some)),
    st.lists(st.sampled_from(COMPLETIONS), min_size=1, max_size=FACTS_MAX).map(lambda some: rewarding(*some)),
)


class Unheard(Command[None]):
    """Nobody handles it, so that its batch is undone."""


@dataclass
class Bench:
    """A loop of its own, one database for all examples, and somebody who may empty it."""

    runner: "asyncio.Runner"
    database: Database
    cleaner: "asyncpg.Connection[asyncpg.Record]"

    def fresh(self) -> tuple[Harness, Harness]:
        """Books with nothing in them, of either kind."""
        self.runner.run(self._empty())
        return in_memory(TARIFF), over(self.database, TARIFF)

    async def _empty(self) -> None:
        await self.cleaner.execute(
            "TRUNCATE transfer, task_price, task, account_mark, account_day, company_day, business_day,"
            " outbox, day_seal"
        )
        await self.cleaner.execute("DELETE FROM ledger_account WHERE owner IS NOT NULL")
        await self.cleaner.execute("UPDATE ledger_account SET balance = 0")


class Books(RuleBasedStateMachine):
    """The same commands go to both; facts are what they are, in whatever batches and order they come."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.run = bench.runner.run
        self.both = bench.fresh()
        self.past: list[Command[None]] = []
        for harness in self.both:
            harness.clock.put_at(on(DAYS[-1], 20))

    @rule(batch=st.lists(facts, min_size=1, max_size=3))
    def hear(self, batch: list[Command[None]]) -> None:
        self._both(*batch)
        self.past += batch

    @rule(draw=st.data())
    def hear_again(self, draw: st.DataObject) -> None:
        if self.past:
            self._both(*draw.draw(st.lists(st.sampled_from(self.past), min_size=1, max_size=3)))

    @rule(lost=facts)
    def fail_in_the_middle(self, lost: Command[None]) -> None:
        for harness in self.both:
            with pytest.raises(CommandHandlersNotRegistered):
                self.run(harness.handle(lost, Unheard()))
        self.past.append(lost)

    @rule(day=st.sampled_from(DAYS))
    def end(self, day: date) -> None:
        self._both(CloseDay(day))

    @rule(accounts=st.integers(1, 3))
    def pay_an_instalment(self, accounts: int) -> None:
        """Each goes through the accounts in an order of its own, so both are brought to the days' ends."""
        for harness in self.both:
            while self.run(harness.accounting.handle(ContinueClosing(accounts))) is not None:
                pass

    @invariant()
    def the_same_is_in_both(self) -> None:
        in_plain, in_sql = (self.run(contents(harness)) for harness in self.both)
        assert in_sql == in_plain

    def teardown(self) -> None:
        for harness in self.both:
            self.run(harness.assert_books_are_right())

    def _both(self, *commands: Command[None]) -> None:
        for harness in self.both:
            self.run(harness.handle(*commands))


async def contents(harness: Harness) -> dict[str, object]:
    """All there is to see, apart from the order within a day."""
    views = harness.accounting
    entries = [(who, await views.entries.page(who, day=None, before=None, limit=1000)) for who in PEOPLE]
    shown = await views.days.earnings(DAYS[0] - timedelta(days=1), DAYS[-1] + timedelta(days=1))
    stories = [await views.stories.find(task) for task in TASKS]
    return {
        "accounts": [await views.accounts.find(who, today=DAYS[2]) for who in PEOPLE],
        "entries": Counter(
            (who, each.position.day, each.kind, each.amount, each.task, each.occurred_at)
            for who, page in entries
            for each in page.entries
        ),
        "evenings": {
            (who, each.position.day): each.balance_after
            for who, page in entries
            for each in reversed(page.entries)
        },
        "days": list(shown),
        "prospects": [await views.days.prospect(day) for day in DAYS[2:4]],
        "announced": Counter((each["transfer_id"], each["day"]) for each in await harness.posted()),
        "prices": [story and story.price and (story.price.fee, story.price.reward) for story in stories],
        "closed": [event["data"] for event in await harness.events("day.closed")],
    }


@pytest.fixture
def bench(urls: DatabaseUrls, postgres: TestPostgres) -> Iterator[Bench]:
    with asyncio.Runner() as runner:

        async def connected() -> tuple[Database, "asyncpg.Connection[asyncpg.Record]"]:
            cleaner = await asyncpg.connect(postgres.admin_dsn, database=urls.name)
            await cleaner.execute("SET session_replication_role = replica")
            return Database(urls.runtime, application_name="test", pool_size=2), cleaner

        database, cleaner = runner.run(connected())
        yield Bench(runner, database, cleaner)
        runner.run(cleaner.close())
        runner.run(database.close())


@pytest.mark.timeout(300)
def test_the_statements_and_the_plain_model_agree_on_every_course_of_events(bench: Bench) -> None:
    run_state_machine_as_test(
        lambda: Books(bench),  # type: ignore[arg-type]  # any factory will do
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
