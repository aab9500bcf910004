"""The days' most expensive tasks as PostgreSQL keeps them, with their names looked up when they are read."""

from collections.abc import Sequence

import asyncpg

from analytics.application.views import MostExpensiveTask, Person, TaskView
from analytics.domain.identifiers import AccountId, Cents, TaskId, TransferId
from analytics.domain.most_expensive import MostExpensive
from analytics.domain.periods import Period
from chassis.postgres.database import Transaction

BY_DAY = """
SELECT m.day, m.reward, m.task_id, m.account_id, m.completed_at, m.transfer_id, m.others,
    t.jira_id, coalesce(t.title, '') AS title, coalesce(a.name, '') AS name
FROM most_expensive_task m LEFT JOIN task t USING (task_id) LEFT JOIN account a USING (account_id)
WHERE m.day BETWEEN $1 AND $2
ORDER BY m.day
"""


async def most_expensive_by_day(reading: Transaction, period: Period) -> Sequence[MostExpensiveTask]:
    """The most expensive task of each day of `period` on which one was completed, oldest first."""
    rows = await reading.driver.fetch(BY_DAY, period.first, period.last)
    return [_task_from(row) for row in rows]


def _task_from(row: asyncpg.Record) -> MostExpensiveTask:
    task_id, account_id = TaskId(row["task_id"]), AccountId(row["account_id"])
    return MostExpensiveTask(
        completion=MostExpensive(
            day=row["day"],
            reward=Cents(row["reward"]),
            task_id=task_id,
            account_id=account_id,
            completed_at=row["completed_at"],
            transfer_id=TransferId(row["transfer_id"]),
            others=row["others"],
        ),
        task=TaskView(task_id, row["jira_id"], row["title"]),
        account=Person(account_id, row["name"]),
    )
