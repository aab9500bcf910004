"""`python -m analytics rebuild`, while the others go on working, and killed wherever it can be."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from analytics.bootstrap import Application
from analytics.bootstrap.rebuilding import REBUILDING
from analytics.domain.entry import Entry
from analytics.domain.identifiers import TaskId
from analytics.domain.periods import Period
from analytics.settings import AnalyticsSettings
from chassis.crash_points import VARIABLE
from chassis.identifiers import AccountId, new_id
from chassis.rabbitmq.connection import consuming
from chassis.rabbitmq.names import dead_of, rebuild_of
from tests.analytics.builders import TODAY, a_fee, a_payout, a_reward, at, recording
from tests.analytics.component.company import Company, a_company
from tests.analytics.component.test_processes import a_free_port, environment_of, running
from tests.analytics.events import account_created, task_created, transfer_posted
from tests.analytics.harness import Harness, in_memory
from tests.eventually import eventually
from tests.infrastructure import BrokerUrls, TestPostgres

CRASHES = [
    "rebuild.begun",
    "rebuild.asked",
    "consumer.applied",
    "rebuild.loaded",
    "rebuild.derived",
    "rebuild.following",
    "rebuild.compared",
]
DAYS = 20
WITHIN_SECONDS = 60
SECONDS_MAX = 400
"""Eight processes start one after the other, each while others work."""
PERIOD = Period(TODAY - timedelta(days=DAYS + 9), TODAY)
EMPLOYEES = [AccountId(new_id()) for _ in range(5)]


@pytest.fixture
async def company(postgres: TestPostgres, vhost: BrokerUrls) -> AsyncIterator[Company]:
    async with a_company(postgres, vhost) as company:
        yield company


def a_day(number: int) -> list[Entry]:
    """What is booked on one of the days before: fees, rewards, ties among them, and now and then a payout."""
    day = TODAY - timedelta(days=number % DAYS)
    employee = EMPLOYEES[number % len(EMPLOYEES)]
    booked = [a_fee(1000 + 100 * (number % 7), account_id=employee, day=day, task_id=TaskId(new_id()))]
    if number % 3 == 0:
        completed = at(day, 10, number % 60)
        booked.append(
            a_reward(4000, account_id=employee, day=day, occurred_at=completed, task_id=TaskId(new_id()))
        )
    if number % 7 == 0:
        booked.append(a_payout(500 + number, account_id=employee, day=day))
    return booked


async def rebuild(
    settings: AnalyticsSettings, *arguments: str, crash_points: Path | None = None
) -> tuple[int, str]:
    """The exit code and the output."""
    environment = dict(environment_of(settings, a_free_port()))
    if crash_points is not None:
        environment |= {VARIABLE: str(crash_points), "POPUG_ENVIRONMENT": "development"}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "analytics", "rebuild", *arguments),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode()


async def counted(core: Application, entries: int) -> None:
    """Wait until the worker has worked in so many."""

    async def all_of_them() -> None:
        totals = await core.analytics.totals.all()
        assert sum(day.entries for day in totals.days) == entries

    await eventually(all_of_them, within_seconds=WITHIN_SECONDS)


async def still_in(vhost: BrokerUrls, queue: str) -> int:
    async with consuming(vhost["analytics"], "test", 0) as channel:
        return (await channel.queue_declare(queue, passive=True)).message_count or 0


@pytest.mark.timeout(SECONDS_MAX)
async def test_killed_anywhere_under_load_it_ends_equal_to_the_live_figures(
    connected: AnalyticsSettings, core: Application, company: Company, vhost: BrokerUrls, tmp_path: Path
) -> None:
    booked = [entry for number in range(400) for entry in a_day(number)]
    await company.say([account_created(), task_created()])
    await company.say([transfer_posted(entry) for entry in booked])
    over = asyncio.Event()

    async def go_on_working() -> None:
        for number in range(1_000, 9_000):
            if over.is_set():
                return
            entries = a_day(number)
            await company.say([transfer_posted(entry) for entry in entries])
            booked.extend(entries)

    codes = []
    async with running(connected, "worker"):
        await counted(core, len(booked))
        work = asyncio.create_task(go_on_working())
        for point in CRASHES:
            (tmp_path / point).touch()
            code, _ = await rebuild(connected, crash_points=tmp_path)
            codes.append(code)
        last, told = await rebuild(connected)
        over.set()
        await work
        await counted(core, len(booked))

    plain = in_memory()
    await plain.hear(recording(*booked))
    live = Harness(core.analytics)
    shown = await live.analytics.dashboards.of(TODAY, PERIOD, PERIOD)
    expected = await plain.analytics.dashboards.of(TODAY, PERIOD, PERIOD)
    assert codes == [-signal.SIGKILL] * len(CRASHES)
    assert (last, told.splitlines()[-1]) == (0, "The rebuilt figures are shown now; 0 differences.")
    assert list(shown.days) == list(expected.days)
    assert shown.summary.accounts_in_the_red == expected.summary.accounts_in_the_red
    assert [each.completion for each in shown.most_expensive.days] == [
        each.completion for each in expected.most_expensive.days
    ]
    assert await still_in(vhost, rebuild_of("analytics")) == 0
    assert await still_in(vhost, dead_of("analytics")) == 0


@pytest.mark.timeout(SECONDS_MAX)
async def test_differences_are_told_and_wait_for_somebody_to_accept_them(
    connected: AnalyticsSettings, core: Application, company: Company
) -> None:
    await company.say([transfer_posted(a_fee(1500))])
    async with running(connected, "worker"):
        await counted(core, 1)
        async with core.database.transaction() as transaction:
            await transaction.driver.execute("UPDATE day_figures SET fees = 1600")

        code, told = await rebuild(connected)
        still = (await core.analytics.summaries.of(TODAY)).day.fees
        accepted, _ = await rebuild(connected, "--accept")

    assert code == 1
    assert "figures of a day, 2026-11-21: shown (1600," in told
    assert "1 differences: the old figures are still shown." in told
    assert (still, accepted) == (1600, 0)
    assert (await core.analytics.summaries.of(TODAY)).day.fees == 1500
    (kept,) = await core.analytics.rebuilds.recent()
    assert len(await core.analytics.rebuilds.differences(kept.id)) == 1


async def test_it_runs_in_one_process_at_a_time(connected: AnalyticsSettings, core: Application) -> None:
    async with core.database.one_statement() as driver:
        await driver.fetchval("SELECT pg_advisory_lock($1)", REBUILDING)
        refused = await rebuild(connected)
        await driver.fetchval("SELECT pg_advisory_unlock($1)", REBUILDING)

    assert refused == (1, "A rebuild is running in another process.\n")
    assert await core.analytics.rebuilds.recent() == []


@pytest.mark.parametrize(
    ("argument", "answer"),
    [
        ("--accept", "There is no rebuild whose differences could be accepted.\n"),
        ("--abandon", "There is no rebuild to abandon.\n"),
    ],
)
async def test_there_has_to_be_a_rebuild_to_accept_or_abandon(
    connected: AnalyticsSettings, argument: str, answer: str
) -> None:
    assert await rebuild(connected, argument) == (1, answer)
