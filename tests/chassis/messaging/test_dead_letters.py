"""Dead letters: kept, seen, sent back and given up, never lost on the way and always on record."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from chassis.cli.dead import act
from chassis.dead_letters import DeadLetters, Kind
from chassis.dead_letters.postgres import PostgresDeadLetters
from chassis.dead_letters.rabbitmq import NoInbox, ReturnToInbox
from chassis.errors import NotFound
from chassis.memory import MemoryDeadLetters
from chassis.postgres.database import Database
from chassis.rabbitmq.names import inbox_of
from tests.chassis.messaging.graves import ADMIN, NOON, Graveyard, a_letter
from tests.chassis.messaging.inbox import left_in
from tests.servers.rabbitmq import BrokerUrls


@pytest.fixture(params=["memory", "postgres"])
def graveyard(request: pytest.FixtureRequest) -> Graveyard:
    """Each adapter in turn."""
    if request.param == "memory":
        letters = MemoryDeadLetters()

        async def sent() -> list[str]:
            return [letter.id for letter in letters.replayed]

        return Graveyard(letters, sent)

    broker: BrokerUrls = request.getfixturevalue("broker")

    async def returned() -> list[str]:
        return [
            str(one.header.properties.message_id) for one in await left_in(broker, inbox_of("accounting"))
        ]

    return Graveyard(request.getfixturevalue("stored"), returned)


async def ids_in(letters: DeadLetters, kind: Kind | None = None) -> list[str]:
    """The waiting letters' ids, oldest first."""
    return [one.id for one in await letters.list(kind=kind)]


async def test_lists_the_oldest_first_a_page_at_a_time(graveyard: Graveyard) -> None:
    letters = graveyard.letters
    await letters.keep([a_letter("a"), a_letter("b"), a_letter("c")])

    assert await letters.list() == [a_letter("a"), a_letter("b"), a_letter("c")]
    assert [one.id for one in await letters.list(limit=2)] == ["a", "b"]
    assert [one.id for one in await letters.list(limit=2, after="b")] == ["c"]


async def test_tells_kinds_apart(graveyard: Graveyard) -> None:
    letters = graveyard.letters
    await letters.keep(
        [a_letter("a"), a_letter("b", reason="invalid"), a_letter("c", type="task.created"), a_letter("d")]
    )

    assert await ids_in(letters, Kind("task.completed")) == ["a", "b", "d"]
    assert await ids_in(letters, Kind("task.completed", "invalid")) == ["b"]
    assert await letters.count(Kind(reason="data")) == 3
    assert next(iter(await letters.kinds())) == (Kind("task.completed", "data"), 2)
    assert len(await letters.kinds()) == 3


async def test_shows_one_with_its_body(graveyard: Graveyard) -> None:
    await graveyard.letters.keep([a_letter("a"), a_letter("b")])

    assert await graveyard.letters.show("b") == a_letter("b")


async def test_an_unknown_letter_is_not_found_and_changes_nothing(graveyard: Graveyard) -> None:
    await graveyard.letters.keep([a_letter("a")])

    with pytest.raises(NotFound):
        await graveyard.letters.show("z")
    assert await graveyard.letters.replay(["z"], ADMIN) == []
    assert await graveyard.letters.discard(["z"], ADMIN, "odd") == []

    assert await ids_in(graveyard.letters) == ["a"]


async def test_replays_only_what_was_asked_for_and_notes_who_did(graveyard: Graveyard) -> None:
    await graveyard.letters.keep([a_letter("a"), a_letter("b"), a_letter("c")])

    assert await graveyard.letters.replay(["b"], ADMIN) == ["b"]

    assert await ids_in(graveyard.letters) == ["a", "c"]
    assert await graveyard.returned() == ["b"]
    assert (await graveyard.letters.show("b")).state == "replayed"
    assert [(deed.state, deed.by) for deed in await graveyard.letters.acts("b")] == [("replayed", ADMIN)]


async def test_discards_only_what_was_asked_for_and_notes_why(graveyard: Graveyard) -> None:
    await graveyard.letters.keep([a_letter("a"), a_letter("b"), a_letter("c")])

    assert await graveyard.letters.discard(["a", "c"], ADMIN, "sent by mistake") == ["a", "c"]

    assert await ids_in(graveyard.letters) == ["b"]
    assert await graveyard.returned() == []
    assert [deed.why for deed in await graveyard.letters.acts("a")] == ["sent by mistake"]


async def test_what_is_decided_is_decided_once(graveyard: Graveyard) -> None:
    await graveyard.letters.keep([a_letter("a")])
    await graveyard.letters.discard(["a"], ADMIN, "odd")

    assert await graveyard.letters.replay(["a"], ADMIN) == []
    assert await graveyard.letters.discard(["a"], ADMIN, "odd") == []

    assert len(await graveyard.letters.acts("a")) == 1


async def test_a_letter_that_dies_again_waits_again(graveyard: Graveyard) -> None:
    later = replace(a_letter("a"), last_failed_at=NOON + timedelta(minutes=1), detail="still")
    await graveyard.letters.keep([a_letter("a")])
    await graveyard.letters.replay(["a"], ADMIN)

    await graveyard.letters.keep([later])

    letter = await graveyard.letters.show("a")
    assert (letter.state, letter.deaths, letter.detail) == ("waiting", 2, "still")
    assert (letter.first_failed_at, letter.last_failed_at) == (NOON, later.last_failed_at)


async def test_a_letter_told_of_twice_died_once(graveyard: Graveyard) -> None:
    await graveyard.letters.keep([a_letter("a")])
    await graveyard.letters.keep([a_letter("a")])

    assert [(one.id, one.deaths) for one in await graveyard.letters.list()] == [("a", 1)]


async def test_the_command_line_says_what_it_did_and_what_was_not_there(
    graveyard: Graveyard, capsys: pytest.CaptureFixture[str]
) -> None:
    letters = graveyard.letters
    await letters.keep([a_letter("a"), a_letter("b")])

    codes = [
        await act(letters, arguments("list", limit=10, type=None, reason=None)),
        await act(letters, arguments("show", ["a"])),
        await act(letters, arguments("show", ["z"])),
        await act(letters, arguments("replay", ["a", "z"])),
        await act(letters, arguments("discard", ["b"], why="odd")),
        await act(letters, arguments("show", ["b"])),
    ]

    said = capsys.readouterr()
    assert codes == [0, 0, 1, 1, 0, 0]
    assert "a  task.completed" in said.out
    assert "body of a" in said.out
    assert "replayed a" in said.out
    assert "no dead letter z" in said.err
    assert "discarded b" in said.out
    assert "odd" in said.out


def arguments(action: str, ids: Sequence[str] = (), **others: object) -> argparse.Namespace:
    """What the command line was given."""
    return argparse.Namespace(action=action, ids=ids, **others)


async def test_the_record_of_decisions_cannot_be_changed(
    stored: PostgresDeadLetters, database: Database
) -> None:
    await stored.keep([a_letter("a")])
    await stored.discard(["a"], ADMIN, "odd")

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.one_statement() as driver:
            await driver.execute("UPDATE dead_letter_act SET why = 'another reason'")


async def test_a_letter_with_a_nul_in_its_words_is_kept(stored: PostgresDeadLetters) -> None:
    await stored.keep([replace(a_letter("a"), type="task\x00", detail="\x00")])

    assert [(one.type, one.detail) for one in await stored.list()] == [("task\ufffd", "\ufffd")]


async def test_a_service_without_an_inbox_says_so(database: Database, broker: BrokerUrls) -> None:
    letters = PostgresDeadLetters(database, ReturnToInbox("auth", broker["auth"]))
    await letters.keep([a_letter("a")])

    with pytest.raises(NoInbox, match="discard it"):
        await letters.replay(["a"], ADMIN)

    assert await ids_in(letters) == ["a"]
