"""Open pages are told of a new message, and of nothing that was refused."""

import pytest

from chassis.identifiers import new_id
from chassis.roles import Role
from tests.tracker.harness import in_memory
from tracker.application.commands.post_message import PostMessage
from tracker.domain.errors import InvalidMessage
from tracker.domain.identifiers import MessageId


async def test_a_message_is_shown_at_the_task_and_marked_for_its_assignee() -> None:
    harness = in_memory()
    (worker,) = await harness.have_accounts(Role.WORKER)
    (task_id,) = await harness.have_tasks(1)
    command = PostMessage(MessageId(new_id()), task_id, worker, "Mind the beak")

    await harness.tracker.handle(command)
    await harness.tracker.handle(command)

    assert harness.store is not None
    assert harness.store.hints == [f"discussion:{task_id}", f"tasks@{worker}"]


async def test_a_refused_message_is_not_shown() -> None:
    harness = in_memory()
    (worker,) = await harness.have_accounts(Role.WORKER)
    (task_id,) = await harness.have_tasks(1)

    with pytest.raises(InvalidMessage):
        await harness.tracker.handle(PostMessage(MessageId(new_id()), task_id, worker, ""))

    assert harness.store is not None
    assert harness.store.hints == []
