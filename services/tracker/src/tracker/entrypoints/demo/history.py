"""Makes the history happen: each step is a command of the tracker, at the time planned for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from chassis.access import Account
from chassis.clock import SettableClock
from chassis.identifiers import new_id
from chassis.roles import Role
from tracker.application.commands.complete_task import CompleteTask
from tracker.application.commands.continue_reassignment import ContinueReassignment
from tracker.application.commands.create_task import CreateTask
from tracker.application.commands.start_reassignment import StartReassignment
from tracker.application.tracker import Tracker
from tracker.domain.identifiers import ReassignmentId, TaskId
from tracker.domain.task import Content
from tracker.domain.title import jira_id, title
from tracker.entrypoints.demo.plan import Kind, Step

TASKS_OPEN_MAX = 100_000


@dataclass(slots=True)
class Told:
    """What happened, for whoever waits until all of it has arrived elsewhere."""

    tasks: int = 0
    assignments: int = 0
    completions: int = 0


@dataclass(slots=True)
class History:
    """`people` are those who may create tasks; the first manager among them presses the button."""

    tracker: Tracker
    clock: SettableClock
    people: Sequence[Account]
    random: Random
    told: Told = field(default_factory=Told)
    _tasks: dict[int, TaskId] = field(default_factory=dict)

    async def tell(self, steps: Sequence[Step]) -> Told:
        for step in steps:
            self.clock.put_at(step.at)
            await self._take(step)
        return self.told

    async def _take(self, step: Step) -> None:
        if step.kind is Kind.CREATE:
            await self._create(step)
        elif step.kind is Kind.COMPLETE:
            await self._complete(step)
        else:
            await self._reassign()

    async def _create(self, step: Step) -> None:
        task_id = self._tasks[step.task] = TaskId(new_id())
        content = Content(
            title(step.title),
            jira_id(step.jira_id) if step.jira_id else None,
            None,
            self.random.choice(self.people).account_id,
        )
        await self.tracker.handle(CreateTask(task_id, content))
        self.told.tasks += 1
        self.told.assignments += 1

    async def _complete(self, step: Step) -> None:
        task = await self.tracker.tasks.one(self._tasks[step.task])
        await self.tracker.handle(CompleteTask(task.id, task.assignee.id))
        self.told.completions += 1

    async def _reassign(self) -> None:
        manager = next(account for account in self.people if account.role is Role.MANAGER)
        reassignment_id = ReassignmentId(new_id())
        # One transaction, so that the worker, whose clock is today's, never finds this reassignment running.
        await self.tracker.mediator.handle_all(
            [
                StartReassignment(reassignment_id, manager.account_id, manager.role, str(reassignment_id)),
                ContinueReassignment(TASKS_OPEN_MAX),
            ]
        )
        self.told.assignments += (await self.tracker.reassignments.one(reassignment_id)).total
