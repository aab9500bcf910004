"""Work done long ago whose events come only now."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from chassis.clock import SettableClock
from chassis.identifiers import AccountId
from tests.system.system import System
from tracker.application.commands.complete_task import CompleteTask
from tracker.application.commands.create_task import CreateTask
from tracker.bootstrap.application import Application, application
from tracker.domain.errors import NotTheAssignee
from tracker.domain.identifiers import TaskId
from tracker.domain.task import Content
from tracker.domain.title import Title
from tracker.settings import TrackerSettings

LATE: Final = timedelta(days=7)
PREFIX: Final = "POPUG_"
ASSIGNEE: Final = """
SELECT assignee_id || ' ' || email FROM assignment JOIN account ON account_id = assignee_id
WHERE task_id = '{}'
"""


async def work_a_week_ago(system: System, tasks: int) -> Sequence[str]:
    """The same as `work_done_at` by a clock that goes a week late."""
    return await work_done_at(system, datetime.now(UTC) - LATE, tasks)


async def work_done_at(system: System, began: datetime, tasks: int) -> Sequence[str]:
    """Create so many tasks by a clock that says `began`, and complete every other of them.

    Answers the completions, as a load names them.
    """
    told = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in system.environments["tracker", "command"].items()
        if name.startswith(PREFIX)
    }
    clock = SettableClock(began)
    tracker = application(TrackerSettings(**told), clock, process="yesteryear")  # type: ignore[arg-type]
    done = []
    await tracker.start()
    try:
        author = AccountId(UUID((await system.texts("tracker", "SELECT account_id FROM account LIMIT 1"))[0]))
        for number in range(tasks):
            task_id = TaskId(uuid4())
            await tracker.tracker.handle(CreateTask(task_id, a_content(author)))
            clock.advance(timedelta(seconds=1))
            if number % 2 == 0:
                done.append(f"{task_id} by {await completed_by(system, tracker, task_id)}")
        return done
    finally:
        await tracker.stop()


async def completed_by(system: System, tracker: Application, task_id: TaskId) -> str:
    """Complete a task as whoever has it, however often it is passed on meanwhile; answers whose e-mail."""
    while True:
        (assignee,) = await system.texts("tracker", ASSIGNEE.format(task_id))
        account_id, email = assignee.split()
        with suppress(NotTheAssignee):
            await tracker.tracker.handle(CompleteTask(task_id, AccountId(UUID(account_id))))
            return email


def a_content(author: AccountId) -> Content:
    """What a task of long ago says."""
    return Content(Title("Done long ago"), None, None, author)
