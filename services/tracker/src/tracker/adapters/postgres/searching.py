"""Finding words within a bounded time: common ones among the tasks nearby, rare ones by the index of words.

PostgreSQL's index of words cannot be read in the order of creation: whoever asks it for a common word waits
for all tasks that have it, and no limit stops it before it has them. So the nearest tasks tell which words
are rare. The index is asked for those alone, for a limited time; what else a task has to contain is read in
the task. Where that does not help the tasks are walked, and the page says how far it came.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any, TypeVar

import asyncpg
from sqlalchemy import Select, and_, func, select
from sqlalchemy.exc import DBAPIError

from chassis.postgres.database import Transaction
from tracker.adapters.postgres import tables
from tracker.adapters.postgres.places import Reach, assigned, counted, found_by, places, walk, within
from tracker.adapters.postgres.search import contains, words_of
from tracker.application.queries.tasks import COUNTED_MAX, Count, TaskFilter

R = TypeVar("R")

COMPARED = 100
"""So many of the nearest tasks tell how common words are."""

LISTED_MAX = 40_000
"""The index is asked for words of so many tasks at most, as the nearest let expect: 5 ms a word."""

NEARBY = 1_000
"""So many tasks are walked before the time is looked at."""

MANY_NEARBY = 100
INDEX_MILLISECONDS = 8
COUNT_MILLISECONDS = 4
SEARCH_SECONDS = 0.012

t, a = tables.task, tables.assignment

WALK_NEARBY = select(
    func.set_config("plan_cache_mode", "force_custom_plan", True),
    func.set_config("enable_bitmapscan", "off", True),
    func.coalesce(select(func.max(t.c.seq)).scalar_subquery(), 0).label("newest"),
)
"""Where to begin, and the settings for the rest of the transaction in the same round trip."""

USE_WORD_INDEX = """
SAVEPOINT words; SET LOCAL enable_bitmapscan = on; SET LOCAL statement_timeout = {milliseconds}
"""
WALK_ON = "ROLLBACK TO SAVEPOINT words"
"""Takes the settings back, and the error when time was up; nothing was written."""


@dataclass(frozen=True, slots=True)
class Commonness:
    """How many words there are, which are common, by number, and how many of the nearest tasks fit."""

    words: int
    common: Collection[int]
    fitting: int

    def index_helps(self, wanted: int) -> bool:
        """Whether a word is rare enough for the index, and `wanted` tasks are not found nearby either way."""
        return len(self.common) < self.words and self.fitting * NEARBY < wanted * COMPARED


async def search(
    reading: Transaction, which: TaskFilter, reach: Reach, limit: int
) -> tuple[list[int], int | None]:
    """The places of the nearest `limit` tasks found; and where the search gave up, if it did."""
    began, newest = perf_counter(), await _walk(reading)
    commonness = await _commonness(reading, which, reach, newest)
    if commonness.index_helps(limit):
        sought = _sought(which, commonness.common, reach, limit)
        indexed = await _in_time(reading, INDEX_MILLISECONDS, lambda: _seqs(reading, sought))
        if indexed is not None:
            return indexed, None
    found, left = await _nearby(reading, which, reach, limit, newest)
    while len(found) < limit and not left.is_over(newest):
        if perf_counter() - began > SEARCH_SECONDS:
            return found, left.start
        more, left = await _nearby(reading, which, left, limit - len(found), newest)
        found += more
    return found, None


async def count_of_search(reading: Transaction, which: TaskFilter) -> Count:
    """How many are found; all of them only if that takes no longer than COUNT_MILLISECONDS."""
    newest, everything = await _walk(reading), Reach(None, None)
    commonness = await _commonness(reading, which, everything, newest)
    if commonness.index_helps(MANY_NEARBY):
        found = found_by(which, which.status, commonness.common)
        number = await _in_time(reading, COUNT_MILLISECONDS, lambda: counted(reading, found))
        if number is not None:
            return Count(min(number, COUNTED_MAX), number > COUNTED_MAX)
    nearby = everything.stretch(NEARBY, newest)
    near = await counted(reading, within(found_by(which, which.status), nearby))
    return Count(min(near, COUNTED_MAX), near > COUNTED_MAX or not everything.beyond(nearby).is_over(newest))


async def _nearby(
    reading: Transaction, which: TaskFilter, reach: Reach, limit: int, newest: int
) -> tuple[list[int], Reach]:
    """What is found in the stretch where `reach` begins, and what is left beyond it."""
    stretch = reach.stretch(NEARBY, newest)
    found = await _seqs(reading, places(which, stretch, limit))
    return found, reach.beyond(stretch)


async def _commonness(reading: Transaction, which: TaskFilter, reach: Reach, newest: int) -> Commonness:
    """As it is where `reach` begins. Common is what more than LISTED_MAX tasks have if all are like those."""
    words = [contains(word) for word in words_of(which.text)]
    nearest = within(select(t.c.seq).join_from(t, a, a.c.seq == t.c.seq), reach.stretch(COMPARED, newest))
    fits = and_(*words, *assigned(which, which.status))
    having = [func.count().filter(condition) for condition in (*words, fits)]
    *each, fitting = (await reading.connection.execute(nearest.with_only_columns(*having))).one()
    common = {number for number, tasks in enumerate(each) if tasks * newest > LISTED_MAX * COMPARED}
    return Commonness(len(words), common, fitting)


def _sought(which: TaskFilter, common: Collection[int], reach: Reach, limit: int) -> Select[Any]:
    """The places by the index of words, all of them before any is put in order."""
    matching = found_by(TaskFilter(which.text), None, common).cte("matching").prefix_with("MATERIALIZED")
    found = found_by(replace(which, text=""), which.status)
    seq = found.selected_columns.seq
    return walk(found.where(seq.in_(select(matching.c.seq))), reach, limit)


async def _in_time(reading: Transaction, milliseconds: int, ask: Callable[[], Awaitable[R]]) -> R | None:
    """What `ask` answers by the index of words, or None when it takes longer."""
    await reading.driver.execute(USE_WORD_INDEX.format(milliseconds=milliseconds))
    try:
        return await ask()
    except asyncpg.QueryCanceledError:
        return None
    except DBAPIError as error:
        if not isinstance(error.driver_exception, asyncpg.QueryCanceledError):
            raise
        return None
    finally:
        await _walk_on(reading)


async def _walk_on(reading: Transaction) -> None:
    """Take the settings back; once more when the time was up for that too.

    What was cancelled has ended the savepoint, and its settings with it: the second time has all the time.
    """
    try:
        await reading.driver.execute(WALK_ON)
    except asyncpg.QueryCanceledError:
        await reading.driver.execute(WALK_ON)


async def _seqs(reading: Transaction, found: Any) -> list[int]:
    return list((await reading.connection.execute(found)).scalars())


async def _walk(reading: Transaction) -> int:
    """The newest task's place; what is asked from now on walks the tasks."""
    newest: int = (await reading.connection.execute(WALK_NEARBY)).one().newest
    return newest
