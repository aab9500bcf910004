"""Finding words within a bounded time: common ones among the tasks nearby, rare ones by the index of words.

PostgreSQL's index of words cannot be read in the order of creation: whoever asks it for a common word waits
for all tasks that have it. So it is asked only when a stretch of tasks nearby did not fill the page, for a
limited time; when that is over, the tasks are walked a while longer, and the page says how far it came.

Once PostgreSQL goes through the tasks of one word, no limit stops it before it has them all. So it is asked
for words alone that are rare where the page begins; what else they have to contain is read in the tasks.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from time import perf_counter
from typing import Any, TypeVar

import asyncpg
from sqlalchemy import Select, func, select
from sqlalchemy.exc import DBAPIError

from chassis.postgres.database import Transaction
from tracker.adapters.postgres import tables
from tracker.adapters.postgres.places import Reach, counted, found_by, places, walk, within
from tracker.adapters.postgres.search import contains, words_of
from tracker.application.queries.tasks import COUNTED_MAX, Count, TaskFilter

R = TypeVar("R")

NEARBY = 1_000
"""So many tasks are looked through for words before the index of words is asked."""

COMPARED = 100
LISTED_MAX = 40_000
"""The index is asked for words of so many tasks at most, as the nearest COMPARED let expect: 5 ms a word."""

MANY_NEARBY = 100
INDEX_MILLISECONDS = 8
COUNT_MILLISECONDS = 4
SEARCH_SECONDS = 0.018

t = tables.task

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


async def search(
    reading: Transaction, which: TaskFilter, reach: Reach, limit: int
) -> tuple[list[int], int | None]:
    """The places of the nearest `limit` tasks found; and where the search gave up, if it did."""
    began, newest = perf_counter(), await _walk(reading)
    found, left = await _nearby(reading, which, reach, limit, newest)
    if len(found) >= limit or left.is_over(newest):
        return found, None
    common = await _common_words(reading, which, reach, newest)
    if len(common) < len(words_of(which.text)):
        sought = _sought(which, common, reach, limit)
        indexed = await _in_time(reading, INDEX_MILLISECONDS, lambda: _seqs(reading, sought))
        if indexed is not None:
            return indexed, None
    while len(found) < limit and not left.is_over(newest):
        if perf_counter() - began > SEARCH_SECONDS:
            return found, left.start
        more, left = await _nearby(reading, which, left, limit - len(found), newest)
        found += more
    return found, None


async def count_of_search(reading: Transaction, which: TaskFilter) -> Count:
    """How many are found; all of them only if that takes no longer than COUNT_MILLISECONDS."""
    newest = await _walk(reading)
    nearby = Reach(None, None).stretch(NEARBY, newest)
    found = found_by(which, which.status)
    near = await counted(reading, within(found, nearby))
    if Reach(None, None).beyond(nearby).is_over(newest):
        return Count(min(near, COUNTED_MAX), near > COUNTED_MAX)
    if near >= MANY_NEARBY:
        return Count(min(near, COUNTED_MAX), more=True)
    common = await _common_words(reading, which, Reach(None, None), newest)
    if len(common) == len(words_of(which.text)):
        return Count(near, more=True)
    found = found_by(which, which.status, common)
    number = await _in_time(reading, COUNT_MILLISECONDS, lambda: counted(reading, found))
    if number is None:
        return Count(near, more=True)
    return Count(min(number, COUNTED_MAX), number > COUNTED_MAX)


async def _nearby(
    reading: Transaction, which: TaskFilter, reach: Reach, limit: int, newest: int
) -> tuple[list[int], Reach]:
    """What is found in the stretch where `reach` begins, and what is left beyond it."""
    stretch = reach.stretch(NEARBY, newest)
    found = await _seqs(reading, places(which, stretch, limit))
    return found, reach.beyond(stretch)


async def _common_words(
    reading: Transaction, which: TaskFilter, reach: Reach, newest: int
) -> Collection[int]:
    """Which words, by number, more than LISTED_MAX tasks have if all are like those where `reach` begins."""
    nearest = within(select(t.c.seq), reach.stretch(COMPARED, newest))
    having = [func.count().filter(contains(word)) for word in words_of(which.text)]
    tasks = (await reading.connection.execute(nearest.with_only_columns(*having))).one()
    return {number for number, with_it in enumerate(tasks) if with_it * newest > LISTED_MAX * COMPARED}


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
