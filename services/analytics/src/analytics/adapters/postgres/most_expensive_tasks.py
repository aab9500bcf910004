"""The days' most expensive tasks as PostgreSQL keeps them, with their names looked up when they are read."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from analytics.application.views import TIES_NAMED_MAX, MostExpensiveTask, Person, TaskView
from analytics.domain.identifiers import AccountId, Cents, TaskId, TransferId
from analytics.domain.most_expensive import MostExpensive
from analytics.domain.periods import Period
from chassis.postgres.database import Transaction

NAMED = """
SELECT t.day, t.reward, t.task_id, t.account_id, t.completed_at, t.transfer_id, m.others,
    k.jira_id, coalesce(k.title, '') AS title, coalesce(a.name, '') AS name
FROM ({ties}) t JOIN most_expensive_task m USING (day, reward)
LEFT JOIN task k ON k.task_id = t.task_id LEFT JOIN account a ON a.account_id = t.account_id
ORDER BY day, completed_at, transfer_id
"""
BY_DAY = NAMED.format(ties="SELECT * FROM tied_task WHERE day BETWEEN $1 AND $2")
FIRST_TIES = """
SELECT * FROM tied_task d WHERE d.day BETWEEN first AND last AND d.reward = highest
ORDER BY completed_at, transfer_id LIMIT {most}
"""
OF_PERIODS = f"""
SELECT as_expensive, ARRAY(
    SELECT named FROM ({NAMED.format(ties=FIRST_TIES.format(most=TIES_NAMED_MAX + 1))}) AS named
) AS named
FROM (
    SELECT place, first, last, max(reward) AS highest,
        sum(others + 1) FILTER (WHERE is_highest)::bigint AS as_expensive
    FROM (
        SELECT p.*, m.reward, m.others, m.reward = max(m.reward) OVER (PARTITION BY place) AS is_highest
        FROM unnest({{firsts}}, {{lasts}}) WITH ORDINALITY AS p(first, last, place)
        LEFT JOIN most_expensive_task m ON m.day BETWEEN p.first AND p.last
    ) AS days
    GROUP BY place, first, last
) AS periods ORDER BY place
"""  # noqa: S608 - made of constants
"""Of several periods, in their order: how many tasks share the highest reward, and the first of those."""


async def most_expensive_by_day(reading: Transaction, period: Period) -> Sequence[MostExpensiveTask]:
    """The most expensive task of each day of `period` on which one was completed, oldest first."""
    return tasks_from(await reading.driver.fetch(BY_DAY, period.first, period.last))


def tasks_from(rows: Iterable[Any]) -> Sequence[MostExpensiveTask]:
    """One of each day, from rows as `NAMED` answers them, in order: the first of a day, then its ties."""
    days: list[MostExpensiveTask] = []
    for _, of_day in groupby(rows, lambda row: row[0]):
        first, *ties = of_day
        days.append(replace(_task_from(*first), ties=tuple(_tie_from(*tie) for tie in ties)))
    return days


def highest_from(as_expensive: int | None, rows: Iterable[Any]) -> MostExpensiveTask | None:
    """The most expensive task of a period, from a row as `OF_PERIODS` answers it."""
    if as_expensive is None:
        return None
    first, *ties = [_tie_from(*row) for row in rows]
    shared = replace(first.completion, others=as_expensive - 1)
    return replace(first, completion=shared, ties=tuple(ties))


def _tie_from(*columns: Any) -> MostExpensiveTask:
    """The columns of `NAMED`; it is told of by the first of its kind, and counts no others itself."""
    day, reward, task, account, completed_at, transfer, _others, *names = columns
    return _task_from(day, reward, task, account, completed_at, transfer, 0, *names)


def _task_from(
    day: date,
    reward: int,
    task_id: UUID,
    account_id: UUID,
    completed_at: datetime,
    transfer_id: UUID,
    others: int,
    jira_id: str | None,
    title: str,
    name: str,
) -> MostExpensiveTask:
    """The columns of `NAMED`."""
    task, account = TaskId(task_id), AccountId(account_id)
    return MostExpensiveTask(
        completion=MostExpensive(
            day, Cents(reward), task, account, completed_at, TransferId(transfer_id), others
        ),
        task=TaskView(task, jira_id, title),
        account=Person(account, name),
    )
