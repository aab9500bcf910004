"""Old versions are read as new ones, and nothing they said is lost."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema_registry import EVENTS, validate_data
from schema_registry.examples import valid_data
from schema_registry.payloads import TaskCreatedV1, TaskCreatedV2
from schema_registry.upcasting import UNTITLED, UPCASTERS, task_created_v2_from_v1, upcast
from tests.schema_registry.builders import NOON, an_id


def a_task_v1(description: str) -> TaskCreatedV1:
    return {"task_id": an_id(1), "description": description, "author_id": an_id(2), "created_at": NOON}


def named(description: str) -> tuple[str | None, str, str | None]:
    data: TaskCreatedV2 = task_created_v2_from_v1(a_task_v1(description))
    return data["jira_id"], data["title"], data["description"]


@pytest.mark.parametrize(
    ("text", "jira_id", "title", "description"),
    [
        ("[UBERPOP-42] Fix the beak", "UBERPOP-42", "Fix the beak", None),
        ("[UBERPOP-42] Fix the beak\n\nIt squeaks.", "UBERPOP-42", "Fix the beak", "It squeaks."),
        (" [ UBERPOP-42 ]  Fix the beak ", "UBERPOP-42", "Fix the beak", None),
        ("Fix the beak\n\nIt squeaks.\n\nA lot.", None, "Fix the beak", "It squeaks.\n\nA lot."),
        ("\n\nFix the beak", None, "Fix the beak", None),
        ("[urgent] Fix the beak", None, "(urgent) Fix the beak", "[urgent] Fix the beak"),
        ("[UBERPOP-42]", None, "(UBERPOP-42)", "[UBERPOP-42]"),
        ("Fix\tthe beak\nnow", None, "Fix the beak", "Fix\tthe beak\nnow"),
        (" ", None, UNTITLED, " "),
    ],
)
def test_the_one_text_of_a_first_version_is_taken_apart(
    text: str, jira_id: str | None, title: str, description: str | None
) -> None:
    assert named(text) == (jira_id, title, description)


def test_a_first_line_too_long_for_a_title_stays_whole_in_the_description() -> None:
    line = "x" * 201

    assert named(line) == (None, "x" * 200, line)


def test_what_is_no_text_is_taken_over() -> None:
    data = task_created_v2_from_v1(a_task_v1("Fix the beak"))

    assert (data["task_id"], data["author_id"], data["created_at"]) == (an_id(1), an_id(2), NOON)


TEXTS = st.text(min_size=1, max_size=300).filter(lambda text: "\x00" not in text)


@given(st.one_of(TEXTS, st.builds("[UBERPOP-7] {}\n\n{}".format, TEXTS, TEXTS)))
def test_whatever_a_first_version_says_makes_a_valid_second_one(text: str) -> None:
    data = a_task_v1(text)
    validate_data("task.created", 1, data)

    version, brought_up = upcast("task.created", 1, data)

    assert version == 2
    validate_data("task.created", 2, brought_up)


@pytest.mark.parametrize(("type", "version"), sorted(UPCASTERS))
def test_every_upcaster_leads_to_the_next_version_of_an_event_there_is(type: str, version: int) -> None:
    assert {version, version + 1} <= set(EVENTS[type].versions)
    for data in valid_data(type, version):
        validate_data(type, version + 1, UPCASTERS[type, version](data))


def test_what_has_no_upcaster_stays_as_it_is() -> None:
    data: dict[str, Any] = {"title": "Fix the beak"}

    assert upcast("task.created", 2, data) == (2, data)
