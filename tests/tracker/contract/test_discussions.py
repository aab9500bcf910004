"""Discussions, over every kind of adapters."""

from datetime import timedelta

import pytest

from chassis.identifiers import AccountId, new_id
from chassis.roles import Role
from tests.tracker.builders import NOON
from tests.tracker.harness import Harness
from tracker.application.commands.post_message import PostMessage
from tracker.application.commands.read_discussion import ReadDiscussion
from tracker.application.queries.discussion import UNREAD_COUNTED_MAX
from tracker.domain.errors import InvalidMessage, MessageExists, TaskNotFound, TooManyMessages
from tracker.domain.identifiers import MessageId, TaskId
from tracker.domain.message import PACE_MESSAGES, PACE_SECONDS, TEXT_LENGTH_MAX


def saying(task_id: TaskId, author_id: AccountId, text: str = "Mind the beak") -> PostMessage:
    return PostMessage(MessageId(new_id()), task_id, author_id, text)


async def texts(harness: Harness, task_id: TaskId) -> list[str]:
    return [each.text for each in await harness.tracker.discussions.messages(task_id, after=0, limit=1_000)]


async def say(harness: Harness, task_id: TaskId, author_id: AccountId, *words: str) -> None:
    """Say so many things, as fast as one may."""
    for word in words:
        harness.clock.advance(timedelta(seconds=PACE_SECONDS / PACE_MESSAGES))
        await harness.tracker.handle(saying(task_id, author_id, word))


async def test_a_message_is_found_as_it_was_posted(harness: Harness) -> None:
    (worker,) = await harness.have_accounts(Role.WORKER)
    (task_id,) = await harness.have_tasks(1)
    command = saying(task_id, worker, " Mind\r\nthe beak ")

    await harness.tracker.handle(command)

    found = await harness.tracker.discussions.one(command.message_id)
    assert (found.text, found.author.name, found.posted_at) == ("Mind\nthe beak", "Kesha", NOON)


async def test_the_same_message_twice_is_one(harness: Harness) -> None:
    (worker,) = await harness.have_accounts(Role.WORKER)
    (task_id,) = await harness.have_tasks(1)
    command = saying(task_id, worker)

    await harness.tracker.handle(command)
    await harness.tracker.handle(command)

    assert await texts(harness, task_id) == ["Mind the beak"]


@pytest.mark.parametrize("differing", ["text", "author", "task"])
async def test_an_id_that_is_taken_is_refused(harness: Harness, differing: str) -> None:
    worker, other = await harness.have_accounts(Role.WORKER, Role.WORKER)
    first, second = await harness.have_tasks(2)
    command = saying(first, worker)
    await harness.tracker.handle(command)
    again = {
        "text": PostMessage(command.message_id, first, worker, "Something else"),
        "author": PostMessage(command.message_id, first, other, command.text),
        "task": PostMessage(command.message_id, second, worker, command.text),
    }[differing]

    with pytest.raises(MessageExists):
        await harness.tracker.handle(again)

    assert (await texts(harness, first), await texts(harness, second)) == (["Mind the beak"], [])


@pytest.mark.parametrize("text", ["", " \n ", "x" * (TEXT_LENGTH_MAX + 1), "a\x00b"])
async def test_nothing_and_too_much_are_refused(harness: Harness, text: str) -> None:
    (worker,) = await harness.have_accounts(Role.WORKER)
    (task_id,) = await harness.have_tasks(1)

    with pytest.raises(InvalidMessage):
        await harness.tracker.handle(saying(task_id, worker, text))

    assert await texts(harness, task_id) == []


async def test_nobody_discusses_a_task_that_is_not_there(harness: Harness) -> None:
    (worker,) = await harness.have_accounts(Role.WORKER)

    with pytest.raises(TaskNotFound):
        await harness.tracker.handle(saying(TaskId(new_id()), worker))


async def test_posting_too_fast_is_refused_with_the_time_to_wait(harness: Harness) -> None:
    worker, other = await harness.have_accounts(Role.WORKER, Role.WORKER)
    first, second = await harness.have_tasks(2)
    for number in range(PACE_MESSAGES):
        harness.clock.advance(timedelta(seconds=1))
        await harness.tracker.handle(saying(first if number % 2 else second, worker))

    with pytest.raises(TooManyMessages) as refusal:
        await harness.tracker.handle(saying(first, worker))
    await harness.tracker.handle(saying(first, other))

    assert refusal.value.retry_after_seconds == PACE_SECONDS - PACE_MESSAGES + 1
    assert len(await texts(harness, first) + await texts(harness, second)) == PACE_MESSAGES + 1
    harness.clock.advance(timedelta(seconds=refusal.value.retry_after_seconds))
    await harness.tracker.handle(saying(first, worker))


async def test_a_retry_is_not_too_fast(harness: Harness) -> None:
    (worker,) = await harness.have_accounts(Role.WORKER)
    (task_id,) = await harness.have_tasks(1)
    commands = [saying(task_id, worker) for _ in range(PACE_MESSAGES)]
    for command in commands:
        await harness.tracker.handle(command)

    await harness.tracker.handle(commands[0])

    assert len(await texts(harness, task_id)) == PACE_MESSAGES


async def test_the_latest_are_shown_and_the_earlier_a_page_at_a_time(harness: Harness) -> None:
    (worker,) = await harness.have_accounts(Role.WORKER)
    (task_id,) = await harness.have_tasks(1)
    await say(harness, task_id, worker, *"abcde")
    discussions = harness.tracker.discussions

    latest = await discussions.latest(task_id, limit=2)
    earlier = await discussions.latest(task_id, before=latest[0].seq, limit=2)
    first = await discussions.latest(task_id, before=earlier[0].seq, limit=2)

    assert [[each.text for each in page] for page in (first, earlier, latest)] == [
        ["a"],
        ["b", "c"],
        ["d", "e"],
    ]


async def test_what_others_said_is_unread_until_it_is_read(harness: Harness) -> None:
    worker, other = await harness.have_accounts(Role.WORKER, Role.WORKER)
    first, second = await harness.have_tasks(2)
    await say(harness, first, worker, "mine")
    await say(harness, first, other, "theirs", "theirs too")
    discussions = harness.tracker.discussions
    assert await discussions.unread(worker, [first, second]) == {first: 2}
    assert await discussions.last_read(worker, first) == 0

    up_to = (await discussions.latest(first, limit=10))[1].seq
    await harness.tracker.handle(ReadDiscussion(worker, first, up_to))
    await harness.tracker.handle(ReadDiscussion(worker, first, up_to - 1))

    assert await discussions.last_read(worker, first) == up_to
    assert await discussions.unread(worker, [first, second]) == {first: 1}
    assert await discussions.unread(other, [first]) == {first: 1}
    assert await discussions.unread(worker, []) == {}


async def test_counting_what_is_unread_stops_somewhere(harness: Harness) -> None:
    worker, other = await harness.have_accounts(Role.WORKER, Role.WORKER)
    (task_id,) = await harness.have_tasks(1)
    await say(harness, task_id, other, *(str(number) for number in range(UNREAD_COUNTED_MAX + 1)))

    assert await harness.tracker.discussions.unread(worker, [task_id]) == {task_id: UNREAD_COUNTED_MAX}
