"""`python -m accounting close-day`."""

import asyncio
from datetime import timedelta

import pytest

from accounting.bootstrap.command_line import run_close_day
from accounting.domain.business_day import DayState, day_of
from chassis.clock import SystemClock
from chassis.postgres.database import Database
from tests.accounting.builders import MOSCOW, a_completion, an_account_id, on, rewarding
from tests.accounting.component.settings import environment_over
from tests.accounting.harness import Harness, over
from tests.infrastructure import BrokerUrls, DatabaseUrls


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, urls: DatabaseUrls, vhost: BrokerUrls) -> pytest.MonkeyPatch:
    """The environment of a process that may close days once they are over."""
    for name, value in environment_over(urls, vhost, 8002).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("POPUG_CLOSE_AHEAD_OF_TIME", "false")
    return monkeypatch


@pytest.fixture
def behind(database: Database) -> Harness:
    return over(database)


async def test_closes_yesterday_when_no_day_is_named(
    told: pytest.MonkeyPatch, behind: Harness, capsys: pytest.CaptureFixture[str]
) -> None:
    yesterday = day_of(SystemClock().now(), MOSCOW) - timedelta(days=1)
    await behind.handle(rewarding(a_completion(an_account_id(), at=on(yesterday))))

    code = await asyncio.to_thread(run_close_day, [])

    assert code == 0
    assert f"{yesterday} is closed: 1 paid 30.00 together." in capsys.readouterr().out
    assert (await behind.accounting.days.one(yesterday)).state is DayState.CLOSED
    await behind.assert_books_are_right()


async def test_refuses_a_day_that_is_not_over(
    told: pytest.MonkeyPatch, behind: Harness, capsys: pytest.CaptureFixture[str]
) -> None:
    today = day_of(SystemClock().now(), MOSCOW)

    code = await asyncio.to_thread(run_close_day, [today.isoformat()])

    assert code == 1
    assert "is not over yet" in capsys.readouterr().err
    assert (await behind.accounting.days.one(today)).state is DayState.OPEN
