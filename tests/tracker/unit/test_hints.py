"""Which open pages an event concerns."""

from chassis.envelope import Envelope
from chassis.integration import IntegrationEvent
from chassis.live import for_account, in_turn
from tests.tracker.builders import NOON, an_account_id, an_id
from tracker.application.reactions.announce_task_assigned import task_assigned
from tracker.application.reactions.announce_task_completed import task_completed
from tracker.domain.events import TaskAssigned, TaskCompleted
from tracker.domain.identifiers import ReassignmentId, TaskId
from tracker.entrypoints.live import hints_of

TASK = TaskId(an_id(1))


def hints_made_of(event: IntegrationEvent) -> set[str]:
    return set(hints_of(Envelope.of(event, source="/tracker", time=NOON)))


def test_a_new_assignment_concerns_its_assignee_the_task_and_the_list() -> None:
    account = an_account_id()

    hints = hints_made_of(task_assigned([TaskAssigned(TASK, 1, account, NOON)], at=NOON))

    assert hints == {in_turn("tasks"), f"task:{TASK}", for_account("tasks", account)}


def test_a_reassignment_concerns_those_given_tasks_one_after_another() -> None:
    popugs = [an_account_id(), an_account_id()]
    assignments = [TaskAssigned(TASK, 2, popugs[n % 2], NOON) for n in range(500)]

    hints = hints_made_of(task_assigned(assignments, at=NOON, reassignment_id=ReassignmentId(an_id(2))))

    assert hints == {in_turn("tasks"), *(in_turn(for_account("tasks", popug)) for popug in popugs)}


def test_a_completion_concerns_whoever_completed_it() -> None:
    account = an_account_id()

    hints = hints_made_of(task_completed(TaskCompleted(TASK, 1, account, NOON)))

    assert for_account("tasks", account) in hints
