"""What holds for sessions wherever they are kept."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pytest

from chassis.access.postgres import PostgresAccounts
from chassis.identifiers import AccountId
from chassis.postgres.database import Database
from chassis.roles import Role
from chassis.web.memory_sessions import MemorySessions
from chassis.web.postgres_sessions import PostgresSessions
from chassis.web.sessions import ABSOLUTE, IDLE, Sessions, WebSession, digest_of, new_session_id
from tests.chassis.access.builders import GOSHA, KESHA, NOON, a_deactivation, minutes
from tests.chassis.access.support import create_web_database
from tests.servers.postgres import TestPostgres

Deactivate = Callable[[AccountId, datetime], Awaitable[None]]


@dataclass(frozen=True)
class Kept:
    """Sessions, and a way to deactivate an account."""

    sessions: Sessions
    deactivate: Deactivate


@asynccontextmanager
async def in_memory(postgres: TestPostgres) -> AsyncIterator[Kept]:
    sessions = MemorySessions()

    async def deactivate(account_id: AccountId, at: datetime) -> None:
        sessions.deactivate(account_id, at)

    yield Kept(sessions, deactivate)


@asynccontextmanager
async def in_postgres(postgres: TestPostgres) -> AsyncIterator[Kept]:
    urls = await create_web_database(postgres, "tracker")
    database = Database(urls.runtime, application_name="test")

    async def deactivate(account_id: AccountId, at: datetime) -> None:
        async with database.transaction() as transaction:
            await PostgresAccounts(transaction).deactivate([a_deactivation(at, account_id)])

    yield Kept(PostgresSessions(database), deactivate)
    await database.close()
    await postgres.drop_database(urls)


@pytest.fixture(params=[in_memory, in_postgres], ids=["memory", "postgres"])
async def kept(request: pytest.FixtureRequest, postgres: TestPostgres) -> AsyncIterator[Kept]:
    async with request.param(postgres) as kept:
        yield kept


def a_session(**changes: Any) -> WebSession:
    """Kesha's session, opened at noon."""
    usual: dict[str, Any] = {
        "digest": digest_of(new_session_id()),
        "account_id": KESHA,
        "name": "Kesha",
        "email": "kesha@popug.inc",
        "role": Role.WORKER,
        "provider_session": "session-1",
        "id_token": "an id token",
        "created_at": NOON,
        "seen_at": NOON,
    }
    return WebSession(**{**usual, **changes})


async def test_a_session_is_found_as_it_was_opened(kept: Kept) -> None:
    session = a_session()

    await kept.sessions.open(session)

    assert await kept.sessions.find(session.digest) == session


async def test_nobody_is_found_by_a_digest_that_was_never_given_out(kept: Kept) -> None:
    await kept.sessions.open(a_session())

    assert await kept.sessions.find(digest_of("guessed")) is None


async def test_an_ended_session_is_not_found_and_ending_it_again_is_no_error(kept: Kept) -> None:
    session, other = a_session(), a_session()
    await kept.sessions.open(session)
    await kept.sessions.open(other)

    await kept.sessions.end(session.digest)
    await kept.sessions.end(session.digest)

    assert await kept.sessions.find(session.digest) is None
    assert await kept.sessions.find(other.digest) == other


async def test_activity_is_noted_and_never_put_back(kept: Kept) -> None:
    session = a_session()
    await kept.sessions.open(session)

    await kept.sessions.see(session.digest, minutes(9))
    await kept.sessions.see(session.digest, minutes(5))

    assert await kept.sessions.find(session.digest) == replace(session, seen_at=minutes(9))


async def test_all_sessions_of_an_account_end_and_nobody_elses(kept: Kept) -> None:
    mine, also_mine, anothers = a_session(), a_session(), a_session(account_id=GOSHA)
    for session in (mine, also_mine, anothers):
        await kept.sessions.open(session)

    ended = await kept.sessions.end_all(KESHA, None)

    found = [await kept.sessions.find(session.digest) for session in (mine, also_mine, anothers)]
    assert found == [None, None, anothers]
    assert set(ended) == {KESHA}
    assert not await kept.sessions.end_all(KESHA, None)


async def test_the_sessions_that_one_session_at_auth_opened_end_and_no_others(kept: Kept) -> None:
    here = a_session()
    elsewhere, unknown = a_session(provider_session="session-2"), a_session(provider_session=None)
    for session in (here, elsewhere, unknown):
        await kept.sessions.open(session)

    ended = await kept.sessions.end_all(None, "session-1")

    found = [await kept.sessions.find(session.digest) for session in (here, elsewhere, unknown)]
    assert found == [None, elsewhere, unknown]
    assert set(ended) == {KESHA}


async def test_a_session_opened_before_the_account_was_deactivated_never_comes_back(kept: Kept) -> None:
    before, after = a_session(), a_session(created_at=minutes(9), seen_at=minutes(9))
    await kept.sessions.open(before)
    await kept.deactivate(KESHA, minutes(5))
    await kept.sessions.open(after)

    found = [await kept.sessions.find(session.digest) for session in (before, after)]

    assert found == [None, after]


async def test_opening_a_session_forgets_those_that_are_over(kept: Kept) -> None:
    over, live = a_session(), a_session(created_at=NOON + IDLE, seen_at=NOON + IDLE)
    await kept.sessions.open(over)

    await kept.sessions.open(live)
    await kept.sessions.open(a_session(created_at=NOON + IDLE * 1.5, seen_at=NOON + IDLE * 1.5))

    assert await kept.sessions.find(over.digest) is None
    assert await kept.sessions.find(live.digest) == live


def test_a_session_is_over_when_idle_too_long_and_in_any_case_after_a_while() -> None:
    busy = a_session(seen_at=NOON + ABSOLUTE - IDLE / 2)

    assert a_session().is_live(NOON + IDLE * 0.99)
    assert not a_session().is_live(NOON + IDLE)
    assert busy.is_live(NOON + ABSOLUTE * 0.999)
    assert not busy.is_live(NOON + ABSOLUTE)
