"""Search in PostgreSQL: stems, a bounded time for every page, and words that are no orders to it."""

from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest

from chassis.identifiers import AccountId, new_id
from chassis.postgres.database import Transaction
from chassis.roles import Role
from tests.tracker.builders import creating
from tests.tracker.harness import Harness
from tracker.adapters.postgres import searching
from tracker.application.queries.tasks import Count, TaskFilter, TaskView
from tracker.domain.task import Status

STEPS_MAX = 50
PLENTY_MILLISECONDS = 10_000
INJECTIONS = (
    "'; DROP TABLE task; --",
    "' OR 1=1 --",
    "\\'; SELECT pg_sleep(10); --",
    "beak') @@ search; DELETE FROM task; --",
    "!:* & | <-> ( ) ''",
    "beak:*|!beak",
    "%_\\",
    "\x00beak",
    "$1 {0} %s :q",
)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The index of words never answers in time, and a search gives up after three tasks."""

    async def too_late(_reading: Transaction, _milliseconds: int, _ask: Callable[[], Awaitable[Any]]) -> None:
        return None

    monkeypatch.setattr(searching, "_in_time", too_late)
    monkeypatch.setattr(searching, "NEARBY", 3)
    monkeypatch.setattr(searching, "SEARCH_SECONDS", 0.0)


async def titles(harness: Harness, text: str) -> list[str]:
    page = await harness.tracker.tasks.page(TaskFilter(text), limit=100)
    return [task.title for task in page.tasks]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("накормили", "Накормить попугаев"),
        ("НАКОРМ", "Накормить попугаев"),
        ("feather", "Counting feathers"),
        ("counts", "Counting feathers"),
        ("feathers counted", "Counting feathers"),
        ("other-99", "See OTHER-99"),
    ],
)
async def test_words_are_found_in_other_forms(in_postgres: Harness, text: str, expected: str) -> None:
    await in_postgres.have_accounts(Role.WORKER)
    for title in ("Накормить попугаев", "Counting feathers", "Mend the cage", "See OTHER-99"):
        await in_postgres.tracker.handle(creating(title))

    assert await titles(in_postgres, text) == [expected]


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("which", [TaskFilter("beak"), TaskFilter("beak", Status.OPEN)])
async def test_a_search_that_gave_up_goes_on_where_it_was(in_postgres: Harness, which: TaskFilter) -> None:
    await in_postgres.have_accounts(Role.WORKER)
    commands = [creating("Fix the beak" if number % 7 == 0 else "Mend the cage") for number in range(30)]
    await in_postgres.tracker.mediator.handle_all(commands)
    beaks = [command.task_id for command in commands if command.content.title == "Fix the beak"]
    views = in_postgres.tracker.tasks

    found: list[TaskView] = []
    place: int | None = None
    empty = 0
    for _ in range(STEPS_MAX):
        page = await views.page(which, before=place, limit=10)
        found += page.tasks
        empty += not page.tasks
        if not page.older:
            break
        place = page.reached
        assert place is not None
    back = await views.page(which, after=1, limit=10)

    assert [task.id for task in found] == list(reversed(beaks))
    assert empty > 0
    assert (back.newer, back.reached) == (True, 4)


@pytest.mark.usefixtures("hurried")
async def test_counting_what_was_not_found_in_time_says_that_there_may_be_more(in_postgres: Harness) -> None:
    await in_postgres.have_accounts(Role.WORKER)
    await in_postgres.have_tasks(10)

    count = await in_postgres.tracker.tasks.count(TaskFilter("task"))

    assert (count.number, count.more) == (3, True)


async def test_the_index_of_words_is_given_so_much_time_and_no_more(in_postgres: Harness) -> None:
    assert in_postgres.database is not None
    async with in_postgres.database.reading() as reading:
        await searching._walk(reading)

        def setting(name: str) -> Callable[[], Awaitable[object]]:
            return lambda: reading.driver.fetchval(f"SHOW {name}")

        async def sleep() -> object:
            return await reading.driver.fetchval("SELECT pg_sleep(10)")

        async def answer() -> object:
            return await reading.driver.fetchval("SELECT 1")

        assert await searching._in_time(reading, 5, sleep) is None
        assert await searching._in_time(reading, 1_000, answer) == 1
        assert await searching._in_time(reading, 1_000, setting("enable_bitmapscan")) == "on"
        assert await setting("statement_timeout")() == "0"
        assert await setting("enable_bitmapscan")() == "off"


class SlowToGoBack:
    """A driver on which giving up the savepoint takes too long the first time."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver
        self.cancelled = 0

    async def execute(self, query: str) -> object:
        if query != searching.WALK_ON or self.cancelled:
            return await self._driver.execute(query)
        self.cancelled += 1
        return await self._driver.execute(f"SELECT pg_sleep(10); {query}")


async def test_an_answer_that_came_in_time_is_given_though_going_back_did_not(in_postgres: Harness) -> None:
    assert in_postgres.database is not None
    async with in_postgres.database.reading() as reading:
        await searching._walk(reading)
        driver = SlowToGoBack(reading.driver)
        slow = cast("Transaction", SimpleNamespace(driver=driver))

        async def answer() -> object:
            return await reading.driver.fetchval("SELECT 1")

        assert await searching._in_time(slow, 250, answer) == 1
        assert driver.cancelled == 1
        assert await reading.driver.fetchval("SHOW statement_timeout") == "0"
        assert await reading.driver.fetchval("SHOW enable_bitmapscan") == "off"


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize("status", [None, Status.OPEN])
async def test_orders_to_the_database_are_words_like_any_other(
    in_postgres: Harness, text: str, status: Status | None
) -> None:
    await in_postgres.have_accounts(Role.WORKER)
    await in_postgres.have_tasks(2)
    which = TaskFilter(text, status, AccountId(new_id()))

    page = await in_postgres.tracker.tasks.page(which, limit=10)
    count = await in_postgres.tracker.tasks.count(which)

    assert (list(page.tasks), count.number) == ([], 0)
    assert len(await titles(in_postgres, "task")) == 2


@pytest.mark.usefixtures("hurried")
async def test_what_was_looked_through_to_its_end_is_counted_exactly(
    in_postgres: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "NEARBY", 10)
    await in_postgres.have_accounts(Role.WORKER)
    await in_postgres.have_tasks(10)

    count = await in_postgres.tracker.tasks.count(TaskFilter("task"))

    assert (count.number, count.more) == (10, False)


async def test_the_index_of_words_is_asked_for_rare_ones_alone(
    in_postgres: Harness, hurried: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    await in_postgres.have_accounts(Role.WORKER)
    for title in ("Polish the zebra's perch", *["Polish the perch"] * 9):
        await in_postgres.tracker.handle(creating(title=title))
    asked: list[int] = []

    async def in_time(_reading: Transaction, milliseconds: int, ask: Callable[[], Awaitable[Any]]) -> Any:
        asked.append(milliseconds)
        return await ask()

    monkeypatch.setattr(searching, "_in_time", in_time)
    monkeypatch.setattr(searching, "COMPARED", 3)
    monkeypatch.setattr(searching, "LISTED_MAX", 1)

    found = await in_postgres.tracker.tasks.page(TaskFilter("polish zebra"), limit=5)
    assert [task.title for task in found.tasks] == ["Polish the zebra's perch"]
    assert await in_postgres.tracker.tasks.count(TaskFilter("polish zebra")) == Count(1, more=False)
    assert asked == [searching.INDEX_MILLISECONDS, searching.COUNT_MILLISECONDS]

    walked = await in_postgres.tracker.tasks.page(TaskFilter("polish perch"), limit=5)
    counted = await in_postgres.tracker.tasks.count(TaskFilter("polish perch"))
    assert (len(walked.tasks), walked.reached, counted) == (3, 8, Count(3, more=True))
    assert len(asked) == 2


async def test_a_common_word_left_to_the_tasks_themselves_decides_like_any_other(
    in_postgres: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    await in_postgres.have_accounts(Role.WORKER)
    for title in ("A zebra", "A zebra's perch", *["A perch"] * 6):
        await in_postgres.tracker.handle(creating(title=title))
    monkeypatch.setattr(searching, "INDEX_MILLISECONDS", PLENTY_MILLISECONDS)
    monkeypatch.setattr(searching, "NEARBY", 3)
    monkeypatch.setattr(searching, "COMPARED", 3)
    monkeypatch.setattr(searching, "LISTED_MAX", 1)

    assert await titles(in_postgres, "perch zebra") == ["A zebra's perch"]


async def test_a_common_word_of_which_little_is_open_is_counted_by_the_index(
    in_postgres: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    await in_postgres.have_accounts(Role.WORKER)
    for _ in range(6):
        await in_postgres.tracker.handle(creating(title="A perch"))
    monkeypatch.setattr(searching, "COUNT_MILLISECONDS", PLENTY_MILLISECONDS)
    monkeypatch.setattr(searching, "NEARBY", 2)
    monkeypatch.setattr(searching, "COMPARED", 3)
    monkeypatch.setattr(searching, "MANY_NEARBY", 1)

    assert await in_postgres.tracker.tasks.count(TaskFilter("perch")) == Count(2, more=True)
    completed = TaskFilter("perch", Status.COMPLETED)
    assert await in_postgres.tracker.tasks.count(completed) == Count(0, more=False)
