"""The worker is killed at every step of closing three missed days: all of it is done once."""

import asyncio
import os
import signal
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from accounting.adapters.postgres.audit import PostgresBooks
from accounting.domain.business_day import day_of
from accounting.domain.identifiers import AccountId
from chassis.access import AccountState
from chassis.clock import SystemClock
from chassis.crash_points import REACHED
from chassis.postgres.database import Database
from chassis.roles import Role
from tests.accounting.builders import (
    MOSCOW,
    a_charge,
    a_completion,
    an_account_id,
    charging,
    on,
    registering,
    rewarding,
)
from tests.accounting.component.settings import environment_over
from tests.accounting.harness import SEALS, Harness, over
from tests.eventually import eventually
from tests.infrastructure import BrokerUrls, DatabaseUrls
from tests.servers.mail import LOOPBACK, MailServer
from tests.servers.ports import free_port

POINTS = (
    "closing.ending",
    "closing.ended",
    "closing.paying",
    "closing.paid",
    "closing.shutting",
    "sealing.made",
    "sealing.kept",
    "checking.kept",
    "mailing.accepted",
)
STARTS_MAX = len(POINTS) + 1
DONE_WITHIN_SECONDS = 90.0
STOP_SECONDS = 30


class Worker:
    """`python -m accounting worker`, to be started again after each death."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self.deaths = 0

    async def work_until(self, database: Database, days: int, mails: int) -> None:
        """Start it again whenever it was killed, until so many days are sealed, checked and mailed."""
        for _ in range(STARTS_MAX):
            await self._as_if_time_had_passed(database)
            running = await self._started()
            try:
                done = await eventually(
                    partial(self._died_or_done, running, database, days, mails),
                    within_seconds=DONE_WITHIN_SECONDS,
                )
            finally:
                await self._stopped(running)
            if done == "done":
                return
            assert running.returncode == -signal.SIGKILL
            self.deaths += 1
        raise AssertionError(f"not done after {STARTS_MAX} starts")

    async def _as_if_time_had_passed(self, database: Database) -> None:
        """A mail that a dead worker had taken is free again after half a minute."""
        async with database.one_statement() as driver:
            await driver.execute("UPDATE payout_mail SET next_attempt_at = now() WHERE state = 'waiting'")

    async def _died_or_done(
        self, running: asyncio.subprocess.Process, database: Database, days: int, mails: int
    ) -> str:
        if running.returncode is not None:
            return "died"
        async with database.one_statement() as driver:
            sealed = await driver.fetchval("SELECT count(*) FROM day_seal")
            sent = await driver.fetchval("SELECT count(*) FROM payout_mail WHERE state = 'sent'")
            unchecked = await driver.fetchval("SELECT count(*) FROM book_check WHERE finished_at IS NULL")
        return "done" if (sealed, sent, unchecked) == (days, mails, 0) else ""

    async def _started(self) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "accounting", "worker", env={**os.environ, **self._environment}
        )

    async def _stopped(self, running: asyncio.subprocess.Process) -> None:
        if running.returncode is None:
            running.terminate()
        async with asyncio.timeout(STOP_SECONDS):
            await running.wait()


@pytest.fixture
def points(tmp_path: Path) -> Path:
    """Every point armed."""
    for point in POINTS:
        (tmp_path / point).touch()
    return tmp_path


async def missed_days(behind: Harness, people: list[AccountId]) -> list[date]:
    """Three days with work on them, all over, that nobody has closed."""
    today = day_of(SystemClock().now(), MOSCOW)
    days = [today - timedelta(days=age) for age in (3, 2, 1)]
    now = datetime.now(UTC)
    states = [
        AccountState(who, 1, "Popug", f"popug{number}@popug.inc", Role.WORKER, True, "en", now)
        for number, who in enumerate(people)
    ]
    await behind.handle(registering(*states))
    for day in days:
        await behind.handle(
            rewarding(*(a_completion(who, at=on(day)) for who in people)),
            charging(*(a_charge(who, at=on(day)) for who in people)),
        )
    assert behind.database is not None
    async with behind.database.one_statement() as driver:
        await driver.execute("INSERT INTO closing_schedule (begun_on) VALUES ($1)", days[0])
    return days


@pytest.mark.timeout(600)
async def test_killed_at_every_step_it_closes_three_missed_days_once(
    urls: DatabaseUrls, database: Database, vhost: BrokerUrls, points: Path
) -> None:
    behind, people = over(database), [an_account_id() for _ in range(6)]
    days = await missed_days(behind, people)
    server = MailServer(free_port())
    worker = Worker(
        {
            **environment_over(urls, vhost, free_port()),
            "POPUG_ENVIRONMENT": "development",
            "POPUG_CRASH_POINTS": str(points),
            "POPUG_SMTP_HOST": LOOPBACK,
            "POPUG_SMTP_PORT": str(server.port),
        }
    )

    async with server.at_work():
        await worker.work_until(database, len(days), len(days) * len(people))

    assert worker.deaths == len(POINTS)
    assert {path.name for path in (points / REACHED).iterdir()} >= set(POINTS)
    made = [each["data"] for each in await behind.events("payout.made")]
    assert Counter(each["account_id"] for each in made) == {str(who): len(days) for who in people}
    assert {each["amount"] for each in made} == {2000}
    closed = [each["data"]["day"] for each in await behind.events("day.closed")]
    assert closed == [day.isoformat() for day in days]
    ids = Counter(server.message_ids)
    assert len(ids) == len(days) * len(people)
    assert sum(ids.values()) <= len(ids) + worker.deaths, "a death doubles one mail at most"
    assert (await PostgresBooks(database, SEALS).audit()).is_clean
