"""What the tracker tells the other services."""

import pytest

import schema_registry
from tests.tracker.builders import NOON, an_account_id, an_id
from tracker.application.reactions.announce_task_assigned import task_assigned
from tracker.application.reactions.announce_task_completed import task_completed
from tracker.application.reactions.announce_task_created import task_created_v1, task_created_v2
from tracker.domain.events import TaskAssigned, TaskCompleted, TaskCreated
from tracker.domain.identifiers import TaskId
from tracker.domain.task import DESCRIPTION_LENGTH_MAX
from tracker.domain.title import TITLE_LENGTH_MAX, JiraId, Title

TASK = TaskId(an_id(1))


def a_creation(
    title: str = "Fix the beak", jira_id: str | None = "UBERPOP-42", description: str | None = "With care"
) -> TaskCreated:
    jira = None if jira_id is None else JiraId(jira_id)
    return TaskCreated(TASK, Title(title), jira, description, an_account_id(), NOON)


@pytest.mark.parametrize(
    ("jira_id", "description", "expected"),
    [
        ("UBERPOP-42", "With care", "[UBERPOP-42] Fix the beak\n\nWith care"),
        ("UBERPOP-42", None, "[UBERPOP-42] Fix the beak"),
        (None, "With care", "Fix the beak\n\nWith care"),
        (None, None, "Fix the beak"),
    ],
)
def test_version_1_says_everything_in_one_text(
    jira_id: str | None, description: str | None, expected: str
) -> None:
    event = task_created_v1(a_creation(jira_id=jira_id, description=description))

    schema_registry.validate_data(event.type, event.version, event.data)
    assert event.data["description"] == expected


@pytest.mark.parametrize("jira_id", ["UBERPOP-42", None])
@pytest.mark.parametrize("description", ["With care", None])
def test_version_2_says_each_in_its_place(jira_id: str | None, description: str | None) -> None:
    event = task_created_v2(a_creation(jira_id=jira_id, description=description))

    schema_registry.validate_data(event.type, event.version, event.data)
    assert (event.data["title"], event.data["jira_id"], event.data["description"]) == (
        "Fix the beak",
        jira_id,
        description,
    )


def test_the_longest_task_fits_both_versions() -> None:
    longest = a_creation("x" * TITLE_LENGTH_MAX, "ABCDEFGHIJ-123456789", "y" * DESCRIPTION_LENGTH_MAX)

    for event in (task_created_v1(longest), task_created_v2(longest)):
        schema_registry.validate_data(event.type, event.version, event.data)


def test_an_assignment_at_creation_belongs_to_no_reassignment() -> None:
    event = task_assigned([TaskAssigned(TASK, 1, an_account_id(), NOON)], at=NOON)

    schema_registry.validate_data(event.type, event.version, event.data)
    assert event.data["reassignment_id"] is None
    assert event.subject == str(TASK)


def test_a_completion_names_the_assignment_it_happened_under() -> None:
    account = an_account_id()

    event = task_completed(TaskCompleted(TASK, 3, account, NOON))

    schema_registry.validate_data(event.type, event.version, event.data)
    assert (event.data["assignment_no"], event.data["account_id"]) == (3, str(account))
    assert event.data["at"] == "2026-11-21T09:00:00.000000Z"
