"""F10: days missed while accounting was down are closed once, by whoever, whatever happens meanwhile."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import httpx2
import pytest
import pytest_asyncio

from chassis.crash_points import VARIABLE
from tests.eventually import eventually
from tests.faults.moved_clock import MODULE, SETTING
from tests.faults.ordeal import Ordeal, work_goes_on
from tests.faults.supervision import supervised
from tests.faults.yesteryear import work_done_at
from tests.servers.mail import MailServer
from tests.servers.ports import free_port
from tests.servers.postgres import TestPostgres
from tests.servers.rabbitmq import TestRabbitmq
from tests.system.company import Company
from tests.system.processes import ServiceProcess
from tests.system.system import System

DAYS_DOWN: Final = 3
TASKS_A_DAY: Final = 40
NOON: Final = time(12)
AN_HOUR: Final = timedelta(hours=1)
AHEAD: Final = 25 * AN_HOUR
HEARD_WITHIN_SECONDS: Final = 60.0
CLOSED_WITHIN_SECONDS: Final = 240.0
MAILED_WITHIN_SECONDS: Final = 120.0
BY_HAND_AT_ONCE: Final = 3
ENDING: Final = ("closing.ending", "closing.ended")
PAYING: Final = ("closing.paying", "closing.paid", "closing.shutting")
SEALING: Final = ("sealing.made", "sealing.kept", "checking.kept", "mailing.accepted")
IN_SHORT: Final = ("closing.paying", "sealing.made")

BEGUN_ON: Final = """
INSERT INTO closing_schedule (begun_on) VALUES ('{day}')
ON CONFLICT (one) DO UPDATE SET begun_on = excluded.begun_on
"""
BOOKED: Final = """
SELECT day || ' ' || kind || ' ' || count(*) FROM transfer
WHERE day < '{today}' AND kind < 3 GROUP BY day, kind
"""
STATES: Final = "SELECT day || ' ' || state FROM business_day ORDER BY day"
ANNOUNCED: Final = """
SELECT convert_from(body, 'UTF8')::jsonb -> 'data' ->> 'day' FROM outbox WHERE type = 'day.closed' ORDER BY id
"""
PAID: Final = "SELECT day || ' ' || account FROM transfer WHERE kind = 3"
SEALED: Final = "SELECT day FROM day_seal ORDER BY number"
UNSENT: Final = "SELECT day || ' ' || account_id FROM payout_mail WHERE state <> 'sent'"
CHECKS_AWAITED: Final = "SELECT asked_at FROM book_check WHERE finished_at IS NULL"

pytestmark = pytest.mark.timeout(1_200)


@pytest.fixture(scope="module")
def points(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where crash points of this system are armed."""
    return tmp_path_factory.mktemp("points")


@pytest_asyncio.fixture(loop_scope="session")
async def only_system(
    postgres: TestPostgres, rabbitmq: TestRabbitmq, points: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[System]:
    """A system of its own: a day that has ended never opens again, so each test needs a new one."""
    directory = tmp_path_factory.mktemp("closing")
    running = await System.prepare(postgres, rabbitmq, directory, **{VARIABLE: str(points)})
    try:
        await asyncio.gather(running.start(), running.run("auth", "demo"))
        yield running
    finally:
        await running.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def company(only_system: System) -> Company:
    """Whoever works there."""
    return await Company.at(only_system)


@dataclass(frozen=True, slots=True)
class Books:
    """Accounting of a system, as its database and its API show it."""

    ordeal: Ordeal

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.ordeal.system.settings.company_time_zone)

    def today(self) -> date:
        return datetime.now(self.zone).date()

    async def told(self, query: str) -> Sequence[str]:
        return await self.ordeal.system.texts("accounting", query)

    async def miss(self, days: Sequence[date]) -> None:
        """Let people work on `days`, which would have been closed by themselves, while accounting is down."""
        system = self.ordeal.system
        await system.processes["accounting-worker"].stop()
        await system.execute("accounting", BEGUN_ON.format(day=days[0]))
        for day in days:
            await work_done_at(system, datetime.combine(day, NOON, self.zone).astimezone(UTC), TASKS_A_DAY)

    async def heard_all_of(self, days: Sequence[date]) -> None:
        """Wait until all of it is booked, each on its day."""
        wanted = {f"{day} 1 {TASKS_A_DAY}" for day in days} | {f"{day} 2 {TASKS_A_DAY // 2}" for day in days}

        async def booked() -> None:
            assert set(await self.told(BOOKED.format(today=self.today()))) == wanted

        await eventually(booked, within_seconds=HEARD_WITHIN_SECONDS)

    async def ended(self) -> list[str]:
        """The days that take no entries any more."""
        return [line.split()[0] for line in await self.told(STATES) if not line.endswith(" open")]

    async def close_by_hand(self, day: date) -> None:
        """An accountant presses the button, and again."""

        async def accepted() -> None:
            try:
                answer = await self.ordeal.company.accountant.post("accounting", f"/days/{day}/close")
            except httpx2.TransportError as cut:
                raise AssertionError(f"no answer: {cut!r}") from cut
            assert answer.status_code == 202, answer.text

        waiting = (eventually(accepted, within_seconds=CLOSED_WITHIN_SECONDS) for _ in range(BY_HAND_AT_ONCE))
        await asyncio.gather(*waiting)

    async def are_sealed(self, days: Sequence[date]) -> None:
        """Wait until `days` are closed and sealed, the books were looked at, and every mail is out."""

        async def sealed() -> None:
            assert await self.told(SEALED) == list(map(str, days))
            assert await self.told(CHECKS_AWAITED) == []

        async def mailed() -> None:
            assert await self.told(UNSENT) == []

        await eventually(sealed, within_seconds=CLOSED_WITHIN_SECONDS)
        await eventually(mailed, within_seconds=MAILED_WITHIN_SECONDS)


def with_a_second_worker(system: System, ahead: timedelta) -> ServiceProcess:
    """One more of accounting's workers, on a machine with a wrong clock and without a mail server."""
    usual = system.processes["accounting-worker"]
    environment = {
        name: value for name, value in usual.environment.items() if not name.startswith("POPUG_SMTP_")
    }
    environment |= {"POPUG_HTTP_PORT": str(free_port()), SETTING: str(ahead.total_seconds())}
    log = usual.log.with_name("accounting-worker-with-a-moved-clock.log")
    second = ServiceProcess(MODULE, "worker", environment, log)
    system.processes = {**system.processes, second.name: second}
    return second


async def died_at(points: Path, names: Sequence[str]) -> None:
    """Wait until somebody was killed at each of these."""

    def reached() -> None:
        left = [name for name in names if (points / name).exists()]
        assert not left, f"nobody came by {left}"

    await eventually(reached, within_seconds=CLOSED_WITHIN_SECONDS)


@pytest.mark.parametrize(
    ("armed", "ahead"),
    [
        pytest.param(IN_SHORT, AHEAD, id="short"),
        pytest.param((*ENDING, *PAYING, *SEALING), AHEAD, id="ahead-full", marks=pytest.mark.faults),
        pytest.param((*ENDING, *PAYING, *SEALING), -AHEAD, id="behind-full", marks=pytest.mark.faults),
    ],
)
async def test_three_missed_days_are_closed_once_by_two_schedulers_that_die_while_people_press_the_button(
    ordeal: Ordeal, points: Path, armed: Sequence[str], ahead: timedelta
) -> None:
    system, books = ordeal.system, Books(ordeal)
    days = [books.today() - timedelta(days=age) for age in range(DAYS_DOWN, 0, -1)]
    letterbox = MailServer(int(system.settings.ports["SMTP_PORT"]))
    hours = f"{ahead / AN_HOUR:+.0f} hours"
    fault = f"F10 {DAYS_DOWN} missed days closed by two schedulers, one's clock {hours} off, and by hand"
    await books.miss(days)

    async with letterbox.at_work(), ordeal.load(f"{fault}; killed at {len(armed)} points") as load:
        with_a_second_worker(system, ahead)
        await system.start()
        await books.heard_all_of(days)
        for point in armed:
            (points / point).touch()
        async with supervised(system):
            await eventually(books.ended, within_seconds=CLOSED_WITHIN_SECONDS)
            await asyncio.gather(*(books.close_by_hand(day) for day in days))
            await died_at(points, armed)
            await books.are_sealed(days)
        await work_goes_on(load, 5)

    assert await books.told(ANNOUNCED) == list(map(str, days))
    assert await books.ended() == list(map(str, days))
    await books.heard_all_of(days)
    paid = await books.told(PAID)
    assert {line.split()[0] for line in paid} == set(map(str, days))
    assert len(set(paid)) == len(paid)
    mails = Counter(letterbox.message_ids)
    assert len(mails) == len(paid)
    assert mails.total() - len(mails) <= ("mailing.accepted" in armed)
