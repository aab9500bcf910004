"""Completing a task in one statement: the click everybody waits for costs one round trip.

It takes what the domain allows and nothing else (open, and the caller's); whatever it does not find so is
asked of the task itself, which knows why not. The announcement comes as a template made by the code that
makes any other; the database fills in the assignment's number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chassis.clock import Clock
from chassis.crash_points import crash_point
from chassis.envelope import Envelope
from chassis.observability import current_traceparent
from chassis.postgres.database import Database
from tracker.application.commands.complete_task import CompleteTask
from tracker.application.reactions.announce_task_completed import task_completed
from tracker.domain.events import TaskCompleted

NUMBER_TO_COME: Final = 0
"""What the template says, and the statement looks for."""

COMPLETE = """
WITH completed AS (
    UPDATE assignment SET status = 1, completed_at = $3, version = version + 1
    WHERE seq = (SELECT seq FROM task WHERE id = $1) AND assignee_id = $2 AND status = 0
    RETURNING task_id, assignment_no
)
INSERT INTO outbox (type, version, subject, body)
SELECT 'task.completed', 1, task_id::text,
       convert_to(replace($4, '"assignment_no":0', '"assignment_no":' || assignment_no), 'UTF8')
FROM completed
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class CompletionAtOnce:
    """`wake` is called once the completion is committed; `source` is the service that announces it."""

    database: Database
    source: str
    clock: Clock
    wake: Callable[[], None]

    async def __call__(self, command: CompleteTask) -> bool:
        at = self.clock.now()
        envelope = announcement(command, at, source=self.source)
        async with self.database.one_statement() as driver:
            announced = await driver.fetchval(
                COMPLETE, command.task_id, command.account_id, at, envelope.to_bytes().decode()
            )
        if announced is None:
            return False
        crash_point("transaction.committed")
        self.wake()
        return True


def announcement(command: CompleteTask, at: datetime, *, source: str) -> Envelope:
    event = task_completed(TaskCompleted(command.task_id, NUMBER_TO_COME, command.account_id, at))
    return Envelope.of(event, source=f"/{source}", time=at, traceparent=current_traceparent())
