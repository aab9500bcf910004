"""What may be done with a task."""

from datetime import timedelta

import pytest

from tests.tracker.builders import NOON, a_content, a_stored_task, an_account_id, an_id
from tracker.domain.errors import InvalidDescription, NotTheAssignee, TaskIsCompleted
from tracker.domain.events import TaskAssigned, TaskCompleted, TaskCreated
from tracker.domain.identifiers import TaskId
from tracker.domain.task import DESCRIPTION_LENGTH_MAX, Status, Task, description

LATER = NOON + timedelta(hours=1)


def test_a_new_task_is_open_and_assigned_for_the_first_time() -> None:
    task_id, assignee, content = TaskId(an_id(1)), an_account_id(), a_content(description="With care")

    task = Task.create(task_id, content, assignee_id=assignee, at=NOON)

    assert (task.status, task.assignee_id, task.assignment_no) == (Status.OPEN, assignee, 1)
    assert task.take_events() == [
        TaskCreated(task_id, content.title, content.jira_id, "With care", content.author_id, NOON),
        TaskAssigned(task_id, 1, assignee, NOON),
    ]


def test_the_assignee_completes_it() -> None:
    assignee = an_account_id()
    task = a_stored_task(assignee_id=assignee)

    task.complete(by=assignee, at=LATER)

    assert (task.status, task.completed_at) == (Status.COMPLETED, LATER)
    assert task.take_events() == [TaskCompleted(task.id, 1, assignee, LATER)]


def test_completing_it_again_changes_nothing() -> None:
    assignee = an_account_id()
    task = a_stored_task(assignee_id=assignee)
    task.complete(by=assignee, at=NOON)
    task.take_events()

    task.complete(by=assignee, at=LATER)

    assert task.completed_at == NOON
    assert task.take_events() == []


@pytest.mark.parametrize("completed", [False, True])
def test_refuses_anyone_but_the_assignee(completed: bool) -> None:
    assignee = an_account_id()
    task = a_stored_task(assignee_id=assignee)
    if completed:
        task.complete(by=assignee, at=NOON)
        task.take_events()

    with pytest.raises(NotTheAssignee):
        task.complete(by=an_account_id(), at=LATER)

    assert (task.status is Status.COMPLETED) == completed
    assert task.take_events() == []


def test_passing_it_on_is_the_next_assignment() -> None:
    task, newcomer = a_stored_task(), an_account_id()

    task.reassign(to=newcomer, at=LATER)

    assert (task.assignee_id, task.assignment_no, task.assigned_at) == (newcomer, 2, LATER)
    assert task.take_events() == [TaskAssigned(task.id, 2, newcomer, LATER)]


def test_passing_it_on_to_the_same_popug_is_an_assignment_too() -> None:
    assignee = an_account_id()
    task = a_stored_task(assignee_id=assignee)

    task.reassign(to=assignee, at=LATER)

    assert task.take_events() == [TaskAssigned(task.id, 2, assignee, LATER)]


def test_the_one_before_cannot_complete_it_any_more() -> None:
    before = an_account_id()
    task = a_stored_task(assignee_id=before)
    task.reassign(to=an_account_id(), at=NOON)

    with pytest.raises(NotTheAssignee):
        task.complete(by=before, at=LATER)


def test_what_is_completed_is_not_passed_on() -> None:
    assignee = an_account_id()
    task = a_stored_task(assignee_id=assignee)
    task.complete(by=assignee, at=NOON)

    with pytest.raises(TaskIsCompleted):
        task.reassign(to=an_account_id(), at=LATER)

    assert task.assignee_id == assignee


def test_a_blank_description_is_none() -> None:
    assert description("  \n ") is None


def test_refuses_a_description_that_is_too_long() -> None:
    with pytest.raises(InvalidDescription):
        description("x" * (DESCRIPTION_LENGTH_MAX + 1))
