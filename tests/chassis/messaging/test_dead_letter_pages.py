"""Admins look at dead letters and decide about them; nobody else may."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.requests import HTTPConnection, Request

from chassis.access import Account
from chassis.dead_letters import Actor, DeadLetter
from chassis.dead_letters.postgres import PostgresDeadLetters
from chassis.dead_letters.rabbitmq import ReturnToInbox
from chassis.pages import Visitor
from chassis.postgres.database import Database
from chassis.roles import Role
from chassis.web.dead_letters.desk import dead_letter_section
from chassis.web.dead_letters.reading import read_letter_body
from chassis.web.dead_letters.waiting import WaitingLetters
from tests.chassis.access.builders import KESHA
from tests.chassis.messaging.inbox import left_in
from tests.chassis.messaging.support import a_completion, an_envelope
from tests.chassis.web.support import TRACKER, KnownVisitors, an_app, browsing, own_pages, settings_of
from tests.servers.rabbitmq import BrokerUrls

NOON = datetime(2026, 11, 21, 9, tzinfo=UTC)


class VisitorOf(KnownVisitors):
    """Whoever comes is Kesha, in the given role."""

    def __init__(self, role: Role) -> None:
        self._role = role

    async def visitor(self, connection: HTTPConnection) -> Visitor | None:
        """Kesha."""
        connection.state.account = Account(KESHA, 1, "Kesha", "kesha@popug.inc", self._role, True, "en")
        return Visitor(KESHA, "Kesha", "kesha@popug.inc", self._role)


def a_letter(id: str, reason: str = "invalid", **changes: Any) -> DeadLetter:
    body = an_envelope(a_completion(**changes)).to_bytes()
    return DeadLetter(id, "task.completed", reason, "assignment_no must be …", 1, NOON, NOON, body)


@pytest_asyncio.fixture(loop_scope="session")
async def letters(database: Database, broker: BrokerUrls) -> AsyncIterator[PostgresDeadLetters]:
    back = ReturnToInbox("accounting", broker["accounting"])
    yield PostgresDeadLetters(database, back)
    await back.close()


@asynccontextmanager
async def visiting(
    database: Database, broker: BrokerUrls, role: Role = Role.ADMIN
) -> AsyncIterator[httpx2.AsyncClient]:
    app: FastAPI = an_app(
        settings_of(rabbitmq_url=SecretStr(broker["accounting"])),
        service="accounting",
        visitors=VisitorOf(role),
        database=database,
    )
    async with browsing((TRACKER, app), headers=own_pages()) as client:
        yield client


@pytest.mark.parametrize("role", [Role.WORKER, Role.MANAGER, Role.ACCOUNTANT])
async def test_nobody_but_admins_may_look_or_decide(
    database: Database, broker: BrokerUrls, letters: PostgresDeadLetters, role: Role
) -> None:
    await letters.keep([a_letter("a")])

    async with visiting(database, broker, role) as client:
        answers = [
            await client.get("/dead-letters"),
            await client.get("/dead-letters/a"),
            await client.post("/dead-letters", data={"act": "replay", "letter": "a"}),
        ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert await letters.count() == 1


async def test_an_admin_sees_what_waits_and_what_is_wrong_with_it(
    database: Database, broker: BrokerUrls, letters: PostgresDeadLetters
) -> None:
    await letters.keep([a_letter("a", assignment_no=0), a_letter("b", reason="data")])

    async with visiting(database, broker) as client:
        listed = await client.get("/dead-letters")
        one_kind = await client.get("/dead-letters?type=task.completed&reason=data")
        shown = await client.get("/dead-letters/a")
        missing = await client.get("/dead-letters/z")

    assert "breaks its schema" in listed.text
    assert 'href="/dead-letters/a"' in listed.text
    assert 'href="/dead-letters/a"' not in one_kind.text
    assert "<mark>    &#34;assignment_no&#34;: 0,</mark>" in shown.text
    assert missing.status_code == 404
    assert "<mark>" in shown.text.splitlines()[line_of(shown.text, "assignment_no")]
    assert line_of(shown.text, "assignment_no") > line_of(shown.text, "task_id")


def line_of(page: str, field: str) -> int:
    """The line of the page on which the event's `field` stands."""
    return next(number for number, line in enumerate(page.splitlines()) if f"&#34;{field}&#34;:" in line)


async def test_a_letter_is_sent_back_and_its_sender_is_on_record(
    database: Database, broker: BrokerUrls, letters: PostgresDeadLetters
) -> None:
    await letters.keep([a_letter("a"), a_letter("b")])

    async with visiting(database, broker) as client:
        answer = await client.post("/dead-letters", data={"act": "replay", "letter": ["a"]})

    returned = await left_in(broker, "accounting.inbox")
    assert (answer.status_code, answer.headers["location"]) == (303, "/dead-letters")
    assert [message.header.properties.message_id for message in returned] == ["a"]
    assert [letter.id for letter in await letters.list()] == ["b"]
    assert [act.by for act in await letters.acts("a")] == [Actor(str(KESHA), "Kesha")]


async def test_all_of_a_kind_are_sent_back_together(
    database: Database, broker: BrokerUrls, letters: PostgresDeadLetters
) -> None:
    await letters.keep([a_letter("a"), a_letter("b", reason="data"), a_letter("c")])
    form = {"act": "replay_all", "type": "task.completed", "reason": "invalid"}

    async with visiting(database, broker) as client:
        await client.post("/dead-letters", data=form)

    assert [letter.id for letter in await letters.list()] == ["b"]


async def test_giving_up_wants_a_reason(
    database: Database, broker: BrokerUrls, letters: PostgresDeadLetters
) -> None:
    await letters.keep([a_letter("a")])

    async with visiting(database, broker) as client:
        without = await client.post("/dead-letters", data={"act": "discard", "letter": "a", "why": " "})
        nothing = await client.post("/dead-letters", data={"act": "discard", "why": "odd"})
        waiting = await letters.count()
        given_up = await client.post("/dead-letters", data={"act": "discard", "letter": "a", "why": "a test"})

    assert (without.status_code, nothing.status_code, waiting, given_up.status_code) == (422, 422, 1, 303)
    assert "Say why, for the record." in without.text
    assert [act.why for act in await letters.acts("a")] == ["a test"]


async def test_what_waits_is_counted_for_the_way_there(
    database: Database, letters: PostgresDeadLetters
) -> None:
    waiting = WaitingLetters(letters.count)
    await letters.keep([a_letter("a"), a_letter("b")])

    await waiting.look()

    assert waiting.number == 2


async def test_a_database_out_of_reach_leaves_the_number_as_it_was() -> None:
    async def out_of_reach() -> int:
        raise ConnectionRefusedError("away")

    waiting = WaitingLetters(out_of_reach)
    waiting.number = 3

    await waiting.look()

    assert waiting.number == 3


@pytest.mark.parametrize(
    ("number", "path", "is_shown"),
    [(0, "/tasks", False), (2, "/tasks", True), (0, "/dead-letters", True)],
)
def test_the_way_there_is_shown_while_letters_wait_and_on_the_pages_themselves(
    number: int, path: str, is_shown: bool
) -> None:
    section = dead_letter_section(lambda: number)
    request = Request({"type": "http", "path": path, "headers": [], "query_string": b""})

    assert section.shown is not None
    assert section.shown(request) is is_shown
    assert section.roles == frozenset({Role.ADMIN})


def test_the_place_that_breaks_the_schema_is_marked() -> None:
    document = an_envelope(a_completion(task_id="no identifier")).as_json()

    reading = read_letter_body(json.dumps(document).encode())

    assert [line.text.strip() for line in reading.lines if line.marked] == ['"task_id": "no identifier",']
    assert reading.fault is not None
    assert reading.fault.startswith("data.task_id: must match pattern")
    assert json.loads("".join(line.text for line in reading.lines)) == document


def test_a_valid_event_has_nothing_marked() -> None:
    reading = read_letter_body(an_envelope().to_bytes())

    assert reading.fault is None
    assert not any(line.marked for line in reading.lines)


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"[1, 2]", "не JSON".encode()])
def test_what_is_no_event_is_shown_as_it_is(body: bytes) -> None:
    reading = read_letter_body(body)

    assert reading.fault is not None
    assert "\n".join(line.text for line in reading.lines) == body.decode(errors="backslashreplace")


def test_an_unknown_version_is_what_is_marked() -> None:
    document = an_envelope().as_json() | {"eventversion": 9, "dataschema": "urn:popug:task.completed:9"}

    reading = read_letter_body(json.dumps(document).encode())

    assert [line.text.strip() for line in reading.lines if line.marked] == ['"eventversion": 9,']
