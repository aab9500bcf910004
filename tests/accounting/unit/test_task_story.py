"""When a task's price was set, as its story tells it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from accounting.application.queries.task_stories import StoryEntry, TaskPrice, TaskStory
from accounting.application.task_name import TaskName
from accounting.domain.transfer import TransferKind
from accounting.entrypoints.web.task_story import TOLD_IN_TIME, priced_at
from tests.accounting.builders import NOON, TODAY, a_task_id, an_account_id

FEE = StoryEntry(
    1,
    TransferKind.ASSIGNMENT_FEE,
    an_account_id(),
    "Kesha",
    -1000,
    1,
    NOON,
    NOON + timedelta(seconds=1),
    TODAY,
)


def a_story(set_at: datetime | None) -> TaskStory:
    task = TaskName(a_task_id(), "UBERPOP-42", "Fix the beak")
    return TaskStory(task, NOON, TaskPrice(1000, 3000, set_at), 1, 1000, 0)


def test_a_price_set_as_the_task_was_assigned_is_told_with_its_time() -> None:
    at = NOON + TOLD_IN_TIME - timedelta(seconds=1)

    assert priced_at(a_story(at), [FEE]) == at


def test_a_price_set_when_history_was_told_later_is_told_without() -> None:
    assert priced_at(a_story(NOON + TOLD_IN_TIME), [FEE]) is None


def test_a_price_is_told_before_anybody_is_charged() -> None:
    assert priced_at(a_story(NOON), []) == NOON


@pytest.mark.parametrize("story", [a_story(None), replace(a_story(NOON), price=None)])
def test_without_a_price_or_its_time_there_is_nothing_to_tell(story: TaskStory) -> None:
    assert priced_at(story, [FEE]) is None
