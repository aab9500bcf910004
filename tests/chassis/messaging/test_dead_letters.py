"""Dead letters: seen, shown, sent back and given up, never lost on the way, by both adapters alike."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import pytest

from chassis.cli.dead import act
from chassis.dead_letters import DeadLetter, DeadLetters
from chassis.errors import NotFound
from chassis.memory import MemoryDeadLetters
from chassis.rabbitmq.connection import publishing
from chassis.rabbitmq.dead_letters import RabbitDeadLetters
from chassis.rabbitmq.headers import aside_headers
from chassis.rabbitmq.names import DEAD_KEY, aside_of, dead_of, inbox_of
from chassis.rabbitmq.publisher import Outgoing, Publisher
from tests.chassis.messaging.inbox import left_in
from tests.eventually import eventually
from tests.faults.proxy import proxied
from tests.servers.rabbitmq import BrokerUrls


@dataclass(frozen=True)
class Graveyard:
    """Dead letters under test, and a look at what came back to the inbox."""

    letters: DeadLetters
    bury: Callable[[Sequence[str]], Awaitable[None]]
    returned: Callable[[], Awaitable[list[str]]]


def body_of(id: str) -> bytes:
    """A letter's body."""
    return b"body of " + id.encode()


async def bury(broker: BrokerUrls, ids: Sequence[str]) -> None:
    """Put letters aside as the consumer does."""
    async with publishing(broker["accounting"], "test") as channel:
        await Publisher(channel).publish(
            [
                Outgoing(
                    aside_of("accounting"),
                    DEAD_KEY,
                    id,
                    body_of(id),
                    "task.completed",
                    aside_headers("data", "why", 3),
                )
                for id in ids
            ]
        )


def in_rabbitmq(broker: BrokerUrls) -> Graveyard:
    """The real thing."""

    async def returned() -> list[str]:
        return [
            str(one.header.properties.message_id) for one in await left_in(broker, inbox_of("accounting"))
        ]

    return Graveyard(
        RabbitDeadLetters("accounting", broker["accounting"]), lambda ids: bury(broker, ids), returned
    )


def in_memory() -> Graveyard:
    """The twin."""
    letters = MemoryDeadLetters()

    async def put(ids: Sequence[str]) -> None:
        for id in ids:
            letters.letters.append(DeadLetter(id, "task.completed", "data", "why", 3, None, body_of(id)))

    async def returned() -> list[str]:
        return [one.id for one in letters.replayed]

    return Graveyard(letters, put, returned)


@pytest.fixture(params=["memory", "rabbitmq"])
def graveyard(request: pytest.FixtureRequest, broker: BrokerUrls) -> Graveyard:
    """Each adapter in turn."""
    return in_memory() if request.param == "memory" else in_rabbitmq(broker)


async def ids_in(letters: DeadLetters) -> list[str]:
    """The dead letters' ids, oldest first."""
    return [one.id for one in await letters.list()]


async def test_lists_the_oldest_first_and_leaves_them_there(graveyard: Graveyard) -> None:
    await graveyard.bury(["a", "b", "c"])

    first = await eventually(lambda: listed(graveyard, 3))
    again = await ids_in(graveyard.letters)

    assert [one.id for one in first] == again == ["a", "b", "c"]
    assert {(one.type, one.reason, one.detail, one.attempts) for one in first} == {
        ("task.completed", "data", "why", 3)
    }
    assert [one.id for one in await graveyard.letters.list(limit=2)] == ["a", "b"]


async def listed(graveyard: Graveyard, count: int) -> Sequence[DeadLetter]:
    """The list, once it is `count` long."""
    letters = await graveyard.letters.list()
    assert len(letters) == count, [one.id for one in letters]
    return letters


async def test_shows_one_with_its_body(graveyard: Graveyard) -> None:
    await graveyard.bury(["a", "b"])

    letter = await graveyard.letters.show("b")

    assert (letter.id, letter.body) == ("b", body_of("b"))
    assert await ids_in(graveyard.letters) == ["a", "b"]


async def test_an_unknown_letter_is_not_found_and_changes_nothing(graveyard: Graveyard) -> None:
    await graveyard.bury(["a"])

    with pytest.raises(NotFound):
        await graveyard.letters.show("z")
    assert await graveyard.letters.replay(["z"]) == []
    assert await graveyard.letters.discard(["z"]) == []

    assert await ids_in(graveyard.letters) == ["a"]


async def test_replays_only_what_was_asked_for(graveyard: Graveyard) -> None:
    await graveyard.bury(["a", "b", "c"])

    assert await graveyard.letters.replay(["b"]) == ["b"]

    assert await ids_in(graveyard.letters) == ["a", "c"]
    assert await graveyard.returned() == ["b"]


async def test_discards_only_what_was_asked_for(graveyard: Graveyard) -> None:
    await graveyard.bury(["a", "b", "c"])

    assert await graveyard.letters.discard(["a", "c"]) == ["a", "c"]

    assert await ids_in(graveyard.letters) == ["b"]
    assert await graveyard.returned() == []


async def test_a_replay_cut_off_anywhere_loses_no_letter(broker: BrokerUrls) -> None:
    ids = [f"letter-{number}" for number in range(60)]
    await bury(broker, ids)

    async with proxied(broker["accounting"]) as (url, proxy):
        replaying = asyncio.create_task(RabbitDeadLetters("accounting", url).replay(ids))
        await eventually(lambda: some_left(broker, ids))
        proxy.cut()
        await asyncio.gather(replaying, return_exceptions=True)

    kept = {one.header.properties.message_id for one in await left_in(broker, dead_of("accounting"))}
    sent = {one.header.properties.message_id for one in await left_in(broker, inbox_of("accounting"))}
    assert kept | sent == set(ids)


async def some_left(broker: BrokerUrls, ids: Sequence[str]) -> bool:
    """Whether a replay of `ids` has begun."""
    return bool(await left_in(broker, inbox_of("accounting")))


async def test_the_command_line_says_what_it_did_and_what_was_not_there(
    graveyard: Graveyard, capsys: pytest.CaptureFixture[str]
) -> None:
    await graveyard.bury(["a", "b"])

    listing = await act(graveyard.letters, "list", [])
    shown = await act(graveyard.letters, "show", ["a"])
    missing = await act(graveyard.letters, "show", ["z"])
    partly = await act(graveyard.letters, "replay", ["a", "z"])
    discarded = await act(graveyard.letters, "discard", ["b"])

    said = capsys.readouterr()
    assert (listing, shown, missing, partly, discarded) == (0, 0, 1, 1, 0)
    assert "a  task.completed" in said.out
    assert "body of a" in said.out
    assert "replayed a" in said.out
    assert "no dead letter z" in said.err
    assert "discarded b" in said.out
