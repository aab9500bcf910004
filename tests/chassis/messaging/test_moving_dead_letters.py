"""Dead letters on their way between the queue, the database and the inbox: cut off anywhere, none is lost."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

from chassis.crash_points import VARIABLE
from chassis.dead_letters import DeadLetters
from chassis.dead_letters.collecting import DeadLetterCollector
from chassis.dead_letters.postgres import PostgresDeadLetters
from chassis.dead_letters.rabbitmq import RabbitDeadLetters, ReturnToInbox
from chassis.postgres.database import Database
from chassis.rabbitmq.names import dead_of, inbox_of
from tests.chassis.messaging.graves import ADMIN, a_letter, bury
from tests.chassis.messaging.inbox import left_in
from tests.eventually import eventually
from tests.faults.proxy import proxied
from tests.servers.postgres import DatabaseUrls
from tests.servers.rabbitmq import BrokerUrls


async def test_a_worker_stores_what_lies_in_the_queue(
    stored: PostgresDeadLetters, broker: BrokerUrls
) -> None:
    await bury(broker, ["a", "b"])
    collector = DeadLetterCollector("accounting", stored, broker["accounting"])
    stop = asyncio.Event()
    running = asyncio.create_task(collector.run(stop))

    await eventually(lambda: waiting(stored, 2))
    stop.set()
    await running

    assert [(one.id, one.reason, one.attempts) for one in await stored.list()] == [
        ("a", "data", 3),
        ("b", "data", 3),
    ]
    assert await left_in(broker, dead_of("accounting")) == []


async def waiting(letters: DeadLetters, number: int) -> None:
    """Passes once that many wait."""
    assert await letters.count() == number


async def test_collecting_cut_off_anywhere_loses_no_letter(
    stored: PostgresDeadLetters, broker: BrokerUrls
) -> None:
    ids = [f"letter-{number}" for number in range(250)]
    await bury(broker, ids)

    async with proxied(broker["accounting"]) as (url, proxy):
        collecting = asyncio.create_task(DeadLetterCollector("accounting", stored, url).collect_all())
        await eventually(lambda: some_kept(stored))
        proxy.cut()
        await asyncio.gather(collecting, return_exceptions=True)
    await DeadLetterCollector("accounting", stored, broker["accounting"]).collect_all()

    assert {one.id for one in await stored.list(1_000)} == set(ids)
    assert {one.deaths for one in await stored.list(1_000)} == {1}


async def some_kept(letters: DeadLetters) -> None:
    """Passes once collecting has begun."""
    assert await letters.count() > 0


async def test_a_replay_cut_off_anywhere_loses_no_letter(database: Database, broker: BrokerUrls) -> None:
    ids = [f"letter-{number}" for number in range(300)]

    async with proxied(broker["accounting"]) as (url, proxy):
        letters = PostgresDeadLetters(database, ReturnToInbox("accounting", url))
        await letters.keep([a_letter(id) for id in ids])
        replaying = asyncio.create_task(letters.replay(ids, ADMIN))
        await eventually(lambda: some_left(broker))
        proxy.cut()
        await asyncio.gather(replaying, return_exceptions=True)

    kept = {one.id for one in await letters.list(1_000)}
    sent = {one.header.properties.message_id for one in await left_in(broker, inbox_of("accounting"))}
    assert kept | sent == set(ids)


async def some_left(broker: BrokerUrls) -> None:
    """Passes once a replay has begun."""
    assert await left_in(broker, inbox_of("accounting"))


async def test_letters_in_the_queue_can_be_looked_at(broker: BrokerUrls) -> None:
    await bury(broker, ["a"])
    queue = RabbitDeadLetters("accounting", broker["accounting"])

    assert [one.id for one in await queue.list()] == [one.id for one in await queue.list()] == ["a"]


async def test_a_replay_killed_before_it_is_noted_leaves_the_letter_sent_and_waiting(
    stored: PostgresDeadLetters, urls: DatabaseUrls, broker: BrokerUrls, tmp_path: Path
) -> None:
    await stored.keep([a_letter("a")])
    (tmp_path / "dead_letters.sent_back").touch()

    died = await asyncio.to_thread(replay_by_command_line, urls, broker, tmp_path, "a")
    left = [one.id for one in await stored.list()]
    done = await asyncio.to_thread(replay_by_command_line, urls, broker, tmp_path, "a")

    assert (died, done) == (-signal.SIGKILL, 0)
    assert left == ["a"]
    assert await stored.list() == []
    sent = [one.header.properties.message_id for one in await left_in(broker, inbox_of("tracker"))]
    assert sent == ["a", "a"]


async def test_collecting_killed_before_it_is_acknowledged_counts_no_death_twice(
    stored: PostgresDeadLetters, urls: DatabaseUrls, broker: BrokerUrls, tmp_path: Path
) -> None:
    await bury(broker, ["a"], service="tracker")
    (tmp_path / "dead_letters.stored").touch()

    died = await asyncio.to_thread(command_line, urls, broker, tmp_path, "list")
    done = await asyncio.to_thread(command_line, urls, broker, tmp_path, "list")

    assert (died, done) == (-signal.SIGKILL, 0)
    assert [(one.id, one.deaths) for one in await stored.list()] == [("a", 1)]
    assert await left_in(broker, dead_of("tracker")) == []


def replay_by_command_line(urls: DatabaseUrls, broker: BrokerUrls, points: Path, id: str) -> int:
    """The exit code of `dead replay`."""
    return command_line(urls, broker, points, "replay", id)


def command_line(urls: DatabaseUrls, broker: BrokerUrls, points: Path, *arguments: str) -> int:
    """The exit code of the tracker's `dead`, which dies where `points` are armed."""
    surroundings = {
        **os.environ,
        "POPUG_DATABASE_URL": urls.runtime,
        "POPUG_RABBITMQ_URL": broker["tracker"],
        VARIABLE: str(points),
    }
    command = [sys.executable, "-m", "tracker", "dead", *arguments]
    return subprocess.run(command, env=surroundings, timeout=60, check=False).returncode
