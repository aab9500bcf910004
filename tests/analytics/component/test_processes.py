"""The processes and commands as an installation starts them."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx2

from analytics.bootstrap import Application
from analytics.domain.periods import Period
from analytics.settings import AnalyticsSettings
from chassis.live.messages import HINT_PATTERN, unpack
from chassis.rabbitmq.connection import consuming
from tests.analytics.builders import TODAY, a_fee, a_reward, a_story_that_fits
from tests.analytics.events import day_closed, send, transfer_posted
from tests.analytics.harness import Harness
from tests.eventually import eventually
from tests.infrastructure import BrokerUrls
from tests.loopback import NO_CERTIFICATES

START_SECONDS = 30
STOP_SECONDS = 15


def environment_of(settings: AnalyticsSettings, port: int) -> Mapping[str, str]:
    named = settings.model_dump(exclude_none=True) | {
        "database_url": settings.database_url.get_secret_value(),
        "rabbitmq_url": settings.rabbitmq_url.get_secret_value(),
        "session_secret": settings.session_secret.get_secret_value(),
        "client_secret": "analytics-secret",
        "http_port": port,
    }
    return {**os.environ, **{f"POPUG_{name.upper()}": str(value) for name, value in named.items()}}


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def running(settings: AnalyticsSettings, what: str) -> AsyncIterator[httpx2.AsyncClient]:
    """`python -m analytics <what>`, ready; stopped as a service manager does it, and expected to end well."""
    port = a_free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "analytics", what, env=environment_of(settings, port)
    )
    async with httpx2.AsyncClient(verify=NO_CERTIFICATES, base_url=f"http://127.0.0.1:{port}") as client:

        async def ready() -> bool:
            assert process.returncode is None, f"{what} has ended"
            try:
                return (await client.get("/health/ready")).status_code == 200
            except httpx2.TransportError:
                return False

        try:
            await eventually(ready, within_seconds=START_SECONDS)
            yield client
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(STOP_SECONDS):
                code = await process.wait()
    assert code in (0, -signal.SIGTERM)


async def run(settings: AnalyticsSettings, *command: str) -> tuple[int | None, str]:
    """The exit code and output of `python -m analytics <command>`, told nothing but where the database is."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "analytics",
        *command,
        env={**os.environ, "POPUG_DATABASE_URL": settings.database_url.get_secret_value()},
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    return process.returncode, output.decode()


async def test_web_is_ready_and_describes_itself(connected: AnalyticsSettings) -> None:
    async with running(connected, "web") as client:
        described = (await client.get("/api/v1/openapi.json")).json()
        page = await client.get("/")

    assert set(described["paths"]) == {
        "/api/v1/summary",
        "/api/v1/most-expensive-tasks",
        "/api/v1/earnings",
    }
    assert (page.status_code, page.headers["location"]) == (303, "/sign-in?next=%2F")


async def test_the_worker_works_entries_in_and_tells_open_pages(
    connected: AnalyticsSettings, core: Application, vhost: BrokerUrls
) -> None:
    hints: list[str] = []

    async with consuming(vhost["analytics"], "test", 0) as channel:
        queue = "analytics.live.test"
        await channel.queue_declare(queue, exclusive=True)
        await channel.queue_bind(queue, "analytics", HINT_PATTERN)

        async with running(connected, "worker"):
            await send(vhost, [transfer_posted(a_fee(1500))])

            async def told() -> None:
                message = await channel.basic_get(queue, no_ack=True)
                hints.extend(unpack(message.body) if message.body else [])
                assert hints == ["figures"]

            await eventually(told, within_seconds=10)
            summary = await core.analytics.summaries.of(TODAY)

    assert summary.day.earnings == 1500


async def test_a_closed_day_that_differs_is_counted_where_alarms_are_made_of_it(
    connected: AnalyticsSettings, core: Application, vhost: BrokerUrls
) -> None:
    async with running(connected, "worker") as client:
        await send(vhost, [transfer_posted(a_fee(1500)), day_closed(fees=1600, rewards=0, payouts=0)])

        async def counted() -> None:
            assert "popug_analytics_days_differing 1.0" in (await client.get("/metrics")).text

        await eventually(counted, within_seconds=10)
    today = Period.day_of(TODAY)
    shown = await core.analytics.dashboards.of(TODAY, today, today)

    assert [day.day for day in shown.disagreements] == [TODAY]


async def test_totals_are_told_to_programs(settings: AnalyticsSettings, core: Application) -> None:
    await Harness(core.analytics).book(a_fee(1550), a_reward(3000))

    code, output = await run(settings, "totals", "--json")

    assert code == 0
    assert json.loads(output) == {
        "entries": 2,
        "accounts_in_the_red": 0,
        "days": [
            {
                "day": "2026-11-21",
                "fees": "15.50",
                "rewards": "30.00",
                "payouts": "0.00",
                "completions": 1,
                "entries": 2,
            }
        ],
    }


async def test_verify_fails_when_something_does_not_fit(
    settings: AnalyticsSettings, core: Application
) -> None:
    await Harness(core.analytics).hear(*a_story_that_fits())
    fitting = await run(settings, "verify")

    await Harness(core.analytics).book(a_fee(1550))
    differing = await run(settings, "verify")

    assert fitting == (0, "Everything agrees.\n")
    assert differing[0] == 1
    assert (
        "totals of a closed day, 2026-11-21: expected (1500,3000,1500), found (3050,3000,1500)"
        in differing[1]
    )
