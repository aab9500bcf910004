"""The days' most expensive tasks as PostgreSQL keeps them, with their names looked up when they are read."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from analytics.application.views import MostExpensiveTask, Person, TaskView
from analytics.domain.identifiers import AccountId, Cents, TaskId, TransferId
from analytics.domain.most_expensive import MostExpensive
from analytics.domain.periods import Period
from chassis.postgres.database import Transaction

NAMED = """
SELECT t.day, t.reward, t.task_id, t.account_id, t.completed_at, t.transfer_id, m.others,
    k.jira_id, coalesce(k.title, '') AS title, coalesce(a.name, '') AS name
FROM tied_task t JOIN most_expensive_task m USING (day, reward)
LEFT JOIN task k ON k.task_id = t.task_id LEFT JOIN account a ON a.account_id = t.account_id
"""
IN_ORDER = "ORDER BY day, completed_at, transfer_id"
BY_DAY = f"{NAMED} WHERE t.day BETWEEN $1 AND $2 {IN_ORDER}"


async def most_expensive_by_day(reading: Transaction, period: Period) -> Sequence[MostExpensiveTask]:
    """The most expensive task of each day of `period` on which one was completed, oldest first."""
    return tasks_from(await reading.driver.fetch(BY_DAY, period.first, period.last))


def tasks_from(rows: Iterable[Any]) -> Sequence[MostExpensiveTask]:
    """One of each day, from rows as `NAMED` answers them, in order: the first of a day, then its ties."""
    days: list[MostExpensiveTask] = []
    for _, of_day in groupby(rows, lambda row: row[0]):
        first, *ties = [_task_from(*row) for row in of_day]
        alone = [replace(tie, completion=replace(tie.completion, others=0)) for tie in ties]
        days.append(replace(first, ties=tuple(alone)))
    return days


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
