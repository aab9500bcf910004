"""Whatever happens, in whatever order: the objects in memory and the statements in PostgreSQL agree."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.errors import ServiceError
from chassis.identifiers import AccountId
from chassis.messages import Command
from chassis.postgres.database import Database
from chassis.roles import Role
from tests.servers.postgres import TestPostgres
from tests.tracker.builders import an_account, an_id, creating, registering
from tests.tracker.harness import Harness, in_memory, over
from tracker.application.commands.complete_task import CompleteTask
from tracker.application.commands.continue_reassignment import ContinueReassignment
from tracker.application.commands.start_reassignment import StartReassignment
from tracker.application.queries.tasks import TaskFilter
from tracker.domain.assignment_policy import LeastLoaded
from tracker.domain.identifiers import ReassignmentId, TaskId
from tracker.domain.reassignment import State

MANAGERS = [AccountId(an_id(number)) for number in (1, 2)]
POPUGS = [AccountId(an_id(number)) for number in (11, 12, 13)]
STEPS_MAX = 20
EXAMPLES = 12
FIRST = 0


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens; numbers choose among what is there by then."""

    what: str
    which: int = 0
    size: int = 1

    def __repr__(self) -> str:
        return f"{self.what}({self.which}, {self.size})"


STEPS = st.one_of(
    st.builds(Step, st.just("create")),
    st.builds(Step, st.just("create_again"), st.integers(0, 9)),
    st.builds(Step, st.just("complete"), st.integers(0, 9), st.integers(0, 3)),
    st.builds(Step, st.just("press"), st.integers(0, 1)),
    st.builds(Step, st.just("press_again"), st.integers(0, 9)),
    st.builds(Step, st.just("chunk"), size=st.integers(1, 4)),
    st.builds(Step, st.just("crash"), size=st.integers(1, 4)),
    st.builds(Step, st.just("dismiss"), st.integers(0, 2)),
    st.builds(Step, st.just("hire"), st.integers(0, 2)),
)


class Killed(BaseException):
    """The process ends before the commit."""


class Die(Command[None]):
    """A command in whose handling the process ends."""


async def die(_command: Die) -> None:
    raise Killed


class Twins:
    """The same steps for two trackers, with a policy that draws nothing, so that both must do the same."""

    def __init__(self, objects: Harness, statements: Harness) -> None:
        self._both = (objects, statements)
        self._tasks: list[TaskId] = []
        self._presses: list[tuple[AccountId, str, ReassignmentId]] = []
        self._versions = dict.fromkeys(POPUGS, 1)

    async def begin(self) -> None:
        for harness in self._both:
            states = [an_account(each, role=Role.MANAGER) for each in MANAGERS]
            await harness.tracker.handle(registering(*states, *(an_account(each) for each in POPUGS)))
            harness.tracker.mediator.register_command(Die, lambda _scope: die)

    async def take(self, step: Step) -> None:
        """Have both take the step; they answer alike and stand alike afterwards."""
        doing = self._doing(step)
        outcomes = [await _outcome(doing, harness) for harness in self._both]
        assert outcomes[0] == outcomes[1], step
        pictures = [await _picture(harness) for harness in self._both]
        assert pictures[0] == pictures[1], step
        _sound(pictures[0])

    async def finish(self) -> None:
        """Whatever is running comes to its end."""
        await self.take(Step("hire", 0))
        for _ in range(len(self._tasks) + 1):
            await self.take(Step("chunk", size=4))
        for harness in self._both:
            assert await harness.tracker.reassignments.running() is None

    def _doing(self, step: Step) -> Callable[[Harness], Awaitable[object]]:
        match step.what:
            case "create":
                self._tasks.append(TaskId(an_id(1_000 + len(self._tasks))))
                return _sending(creating(task_id=self._tasks[-1]))
            case "create_again" if self._tasks:
                return _sending(creating(task_id=self._tasks[step.which % len(self._tasks)]))
            case "complete" if self._tasks:
                who = [*POPUGS, MANAGERS[0]][step.size]
                return _sending(CompleteTask(self._tasks[step.which % len(self._tasks)], who))
            case "press":
                run = ReassignmentId(an_id(100_000 + len(self._presses)))
                self._presses.append((MANAGERS[step.which], f"press {run}", run))
                return self._pressing(*self._presses[-1])
            case "press_again" if self._presses:
                return self._pressing(*self._presses[step.which % len(self._presses)])
            case "chunk":
                return _sending(ContinueReassignment(step.size))
            case "crash":
                return lambda harness: _killed_in(harness, ContinueReassignment(step.size))
            case "dismiss" | "hire":
                return self._registering(POPUGS[step.which], active=step.what == "hire")
        return _nothing

    def _pressing(
        self, by: AccountId, key: str, run: ReassignmentId
    ) -> Callable[[Harness], Awaitable[object]]:
        return _sending(StartReassignment(run, by, Role.MANAGER, key))

    def _registering(self, popug: AccountId, *, active: bool) -> Callable[[Harness], Awaitable[object]]:
        self._versions[popug] += 1
        return _sending(registering(an_account(popug, active=active, version=self._versions[popug])))


def _sending(command: Command[Any]) -> Callable[[Harness], Awaitable[object]]:
    return lambda harness: harness.tracker.handle(command)


async def _nothing(_harness: Harness) -> None:
    """The step found nothing to choose from."""


async def _killed_in(harness: Harness, command: Command[Any]) -> str:
    try:
        await harness.tracker.mediator.handle_all([command, Die()])
    except Killed:
        return "killed"
    raise AssertionError("it survived")


async def _outcome(doing: Callable[[Harness], Awaitable[object]], harness: Harness) -> object:
    try:
        return await doing(harness)
    except ServiceError as refusal:
        return refusal.code, refusal.message


@dataclass(frozen=True, slots=True)
class Picture:
    """All there is: tasks, runs and what was announced."""

    tasks: Sequence[object]
    runs: Sequence[Any]
    assignments: Sequence[dict[str, Any]]
    completions: Sequence[dict[str, Any]]


async def _picture(harness: Harness) -> Picture:
    views, events = harness.tracker, await harness.events()
    tasks = (await views.tasks.page(TaskFilter(), limit=1_000)).tasks
    first = min((task.seq for task in tasks), default=0)
    return Picture(
        tasks=[(task.seq - first, task.id, task.assignee.id, task.status) for task in tasks],
        runs=await views.reassignments.recent(1_000),
        assignments=[
            {**assignment, "reassignment_id": event["data"]["reassignment_id"]}
            for event in events
            if event["type"] == "task.assigned"
            for assignment in event["data"]["assignments"]
        ],
        completions=[event["data"] for event in events if event["type"] == "task.completed"],
    )


def _sound(picture: Picture) -> None:
    """What holds whoever does it: each task once per run, numbers without holes, one run at a time."""
    per_run = Counter((each["reassignment_id"], each["task_id"]) for each in picture.assignments)
    numbers = Counter((each["task_id"], each["assignment_no"]) for each in picture.assignments)
    times = Counter(each["task_id"] for each in picture.assignments)
    done = Counter(each["reassignment_id"] for each in picture.assignments if each["reassignment_id"])
    assert not per_run or max(per_run.values()) == 1
    assert all(numbers[task, no] == 1 for task, count in times.items() for no in range(1, count + 1))
    assert {str(run.id): run.done for run in picture.runs if run.done} == done
    assert sum(run.state is State.RUNNING for run in picture.runs) <= 1
    assert not picture.completions or max(Counter(c["task_id"] for c in picture.completions).values()) == 1


@asynccontextmanager
async def a_database(postgres: TestPostgres) -> AsyncIterator[Database]:
    """One for each history: what was said once is never taken back."""
    urls = await postgres.create_migrated_database("tracker")
    database = Database(urls.runtime, application_name="test", pool_size=2)
    try:
        yield database
    finally:
        await database.close()
        await postgres.drop_database(urls)


@pytest.mark.timeout(300)
async def test_objects_and_statements_agree_on_every_history(postgres: TestPostgres) -> None:
    loop = asyncio.get_running_loop()

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.lists(STEPS, min_size=1, max_size=STEPS_MAX))
    def agree(steps: list[Step]) -> None:
        asyncio.run_coroutine_threadsafe(_live_through(postgres, steps), loop).result()

    await asyncio.to_thread(agree)


async def _live_through(postgres: TestPostgres, steps: list[Step]) -> None:
    policy = LeastLoaded(lambda _count: FIRST)
    async with a_database(postgres) as database:
        twins = Twins(in_memory(policy), over(database, policy))
        await twins.begin()
        for step in steps:
            await twins.take(step)
        await twins.finish()
