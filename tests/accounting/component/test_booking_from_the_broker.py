"""From the tracker's events on a real broker to entries, and to accounting's own events on it again."""

import json
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest

from accounting.application.commands.close_day import CloseDay
from accounting.application.queries.accounts import AccountView
from accounting.domain.business_day import DayState
from accounting.domain.identifiers import AccountId
from chassis.identifiers import new_id
from chassis.integration import IntegrationEvent
from chassis.postgres.database import Database
from tests.accounting.builders import TODAY
from tests.accounting.component.tracker import (
    account_created,
    assigned,
    completed,
    created,
    created_v1,
    publish,
    publish_bodies,
)
from tests.accounting.harness import Harness
from tests.chassis.messaging.support import reading
from tests.dead_letters import dead_letters_of
from tests.eventually import eventually
from tests.infrastructure import BrokerUrls

WITHIN = 20.0


async def booked(at_work: Harness, account_id: UUID, entries: int) -> AccountView:
    """The account once it has that many entries."""

    async def probe() -> AccountView:
        log = await at_work.entries(AccountId(account_id))
        assert len(log) == entries
        return await at_work.view(AccountId(account_id))

    return await eventually(probe, within_seconds=WITHIN)


async def test_an_assignment_and_a_completion_become_entries_and_events(
    at_work: Harness, vhost: BrokerUrls
) -> None:
    kesha, task = new_id(), new_id()

    async with reading(vhost.admin, "analytics.inbox") as heard:
        await publish(vhost, [account_created(kesha, "Kesha")], "auth")
        await publish(vhost, [created(task), assigned(task, kesha), completed(task, kesha)])
        view = await booked(at_work, kesha, 2)

        def posted() -> set[str]:
            bodies = [json.loads(body) for body in heard.bodies]
            entries = [body["data"]["transfers"] for body in bodies if body["type"] == "transfer.posted"]
            return {each["kind"] for transfers in entries for each in transfers}

        await eventually(lambda: posted() == {"assignment_fee", "completion_reward"}, within_seconds=WITHIN)

    assert view.balance == 2000
    newest, _ = await at_work.entries(AccountId(kesha))
    assert newest.task is not None
    assert (newest.task.jira_id, newest.task.title) == ("UBERPOP-42", "Fix the beak")
    await eventually(lambda: _is_named(at_work, kesha, "Kesha"), within_seconds=WITHIN)


async def test_events_twice_and_backwards_end_the_same(at_work: Harness, vhost: BrokerUrls) -> None:
    kesha, tasks = new_id(), [new_id() for _ in range(10)]
    events: list[IntegrationEvent] = []
    for task in tasks:
        events += [completed(task, kesha, 2), assigned(task, kesha, 2), assigned(task, kesha), created(task)]
    twice = events * 2
    Random(7).shuffle(twice)

    await publish(vhost, twice)
    view = await booked(at_work, kesha, 3 * len(tasks))

    assert view.balance == len(tasks) * (3000 - 2 * 1000)
    await publish(vhost, twice)
    await publish(vhost, [assigned(new_id(), kesha)])
    assert (await booked(at_work, kesha, 3 * len(tasks) + 1)).balance == view.balance - 1000


@pytest.mark.parametrize(
    ("description", "jira_id", "title"),
    [
        ("[UBERPOP-7] Feed the cat\nwith care", "UBERPOP-7", "Feed the cat"),
        ("Feed the cat", None, "Feed the cat"),
    ],
)
async def test_the_first_version_of_a_task_is_understood(
    at_work: Harness, vhost: BrokerUrls, description: str, jira_id: str | None, title: str
) -> None:
    kesha, task = new_id(), new_id()

    await publish(vhost, [created_v1(task, description), assigned(task, kesha)])
    await booked(at_work, kesha, 1)

    (entry,) = await at_work.entries(AccountId(kesha))
    assert entry.task is not None
    assert (entry.task.jira_id, entry.task.title) == (jira_id, title)


async def test_a_poison_message_is_put_aside_and_the_rest_is_booked(
    at_work: Harness, vhost: BrokerUrls, database: Database
) -> None:
    kesha = new_id()
    poison = [("task.assigned", b"not JSON at all"), ("task.completed", b'{"type": "task.completed"}')]

    await publish_bodies(vhost, poison)
    await publish(vhost, [assigned(new_id(), kesha)])
    await booked(at_work, kesha, 1)

    letters = await dead_letters_of("accounting", vhost["accounting"], database)
    assert sorted(letter.reason for letter in letters) == ["invalid", "malformed"]


async def test_a_day_that_has_ended_is_closed_by_the_worker(at_work: Harness, vhost: BrokerUrls) -> None:
    kesha = new_id()
    await publish(vhost, [completed(new_id(), kesha)])
    await booked(at_work, kesha, 1)

    await at_work.handle(CloseDay(TODAY))

    async def closed() -> bool:
        return (await at_work.accounting.days.one(TODAY)).state is DayState.CLOSED

    await eventually(closed, within_seconds=WITHIN)
    assert (await at_work.view(AccountId(kesha), TODAY + timedelta(days=1))).balance == 0


async def _is_named(at_work: Harness, account_id: UUID, name: str) -> bool:
    return (await at_work.view(AccountId(account_id))).name == name
