"""Auth's worker is killed between telling and noting that it told: every notice and mail goes out still."""

import asyncio
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from auth.application.commands.ask_for_new_password import AskForNewPassword
from auth.domain.email import Email
from auth.domain.logout_notice import SETTLED_AFTER
from chassis.crash_points import REACHED
from chassis.postgres.database import Database
from tests.auth.component.test_processes import Installation
from tests.auth.component.world import World
from tests.auth.settings import TRACKER_SECRET
from tests.eventually import eventually
from tests.infrastructure import BrokerUrls, DatabaseUrls
from tests.servers.mail import LOOPBACK, MailServer
from tests.servers.ports import free_port

PEOPLE = ("kesha@popug.inc", "gosha@popug.inc", "chika@popug.inc")
WITHIN_SECONDS = 60.0
STOP_SECONDS = 30
AS_IF_TIME_HAD_PASSED = (
    "UPDATE logout_notice SET next_attempt_at = now()",
    "UPDATE letter SET due_at = now() WHERE sent_at IS NULL",
)
"""What a dead worker had taken is free again after a while."""

NOTICES_LEFT = "SELECT count(*) FROM logout_notice"
MAILS_LEFT = "SELECT count(*) FROM letter WHERE sent_at IS NULL"


@dataclass
class Tracker:
    """The client that is told of ended sessions: it keeps every logout token it is given."""

    port: int
    tokens: list[str] = field(default_factory=list)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request with a form, answered with 200 and nothing."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length:")[2].partition("\r\n")[0])
        form = (await reader.readexactly(length)).decode()
        self.tokens.append(form.partition("logout_token=")[2])
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()


@dataclass
class Work:
    """A worker that is started again after each death, and what there is for it to do."""

    installation: Installation
    database: Database
    points: Path
    tracker: Tracker
    server: MailServer

    async def until_none_is_left(self, query: str, armed: str) -> None:
        """Kill it once at `armed`, then let another one finish."""
        (self.points / armed).touch()
        for expected in ("died", "done"):
            async with self.database.one_statement() as driver:
                for statement in AS_IF_TIME_HAD_PASSED:
                    await driver.execute(statement)
            running = await self._started()
            try:
                found = await eventually(self._fate_of(running, query), within_seconds=WITHIN_SECONDS)
            finally:
                await self._stopped(running)
            assert found == expected

    def _fate_of(self, running: asyncio.subprocess.Process, query: str) -> Callable[[], Awaitable[str]]:
        async def fate() -> str:
            if running.returncode is not None:
                assert running.returncode == -signal.SIGKILL
                return "died"
            async with self.database.one_statement() as driver:
                return "" if await driver.fetchval(query) else "done"

        return fate

    async def _started(self) -> asyncio.subprocess.Process:
        environment = {
            **self.installation.environment,
            "POPUG_HTTP_PORT": str(self.installation.worker_port),
            "POPUG_ENVIRONMENT": "development",
            "POPUG_CRASH_POINTS": str(self.points),
            "POPUG_CLIENTS": (
                f'{{"tracker": {{"secret": "{TRACKER_SECRET}", '
                f'"back_channel_logout_uri": "http://{LOOPBACK}:{self.tracker.port}/out"}}}}'
            ),
            "POPUG_SMTP_HOST": LOOPBACK,
            "POPUG_SMTP_PORT": str(self.server.port),
        }
        return await asyncio.create_subprocess_exec(sys.executable, "-m", "auth", "worker", env=environment)

    async def _stopped(self, running: asyncio.subprocess.Process) -> None:
        if running.returncode is None:
            running.terminate()
        async with asyncio.timeout(STOP_SECONDS):
            await running.wait()


@pytest_asyncio.fixture(loop_scope="session")
async def work(auth_database: DatabaseUrls, vhost: BrokerUrls, tmp_path: Path) -> AsyncIterator[Work]:
    database = Database(auth_database.runtime, application_name="worker-killed")
    tracker, server = Tracker(free_port()), MailServer(free_port())
    listening = await asyncio.start_server(tracker.answer, LOOPBACK, tracker.port)
    async with listening, server.at_work():
        yield Work(Installation(auth_database, vhost), database, tmp_path, tracker, server)
    await database.close()


async def ended_sessions(world: World) -> None:
    """Everybody has been at the tracker, and has signed out."""
    for email in PEOPLE:
        browser = await world.signed_in(email)
        await world.tokens(browser)
        world.clock.advance(SETTLED_AFTER)
        assert (await browser.post("/sign-out")).status_code == 303


async def sessions_told(world: World, tokens: list[str]) -> Counter[str]:
    """How often each session's end was told, every token being a sound one of auth's."""
    keys = KeySet([ECKey.import_key(public) for public in (await world.desk.keys.jwks())["keys"]])
    read = [jwt.decode(token, keys, algorithms=["ES256"]) for token in tokens]
    assert {each.claims["aud"] for each in read} == {"tracker"}
    return Counter(str(each.claims["sid"]) for each in read)


@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    ("point", "twice"), [("logout.before_delivery", {0}), ("logout.after_delivery", {1, 2, 3})]
)
async def test_killed_while_it_tells_of_ended_sessions_it_leaves_none_untold(
    world: World, work: Work, point: str, twice: set[int]
) -> None:
    await ended_sessions(world)

    await work.until_none_is_left(NOTICES_LEFT, point)

    told = await sessions_told(world, work.tracker.tokens)
    assert (work.points / REACHED / point).exists()
    assert len(told) == len(PEOPLE)
    assert sum(told.values()) - len(told) in twice


@pytest.mark.timeout(180)
async def test_killed_after_sending_a_mail_it_sends_each_and_that_one_alone_twice(
    world: World, work: Work
) -> None:
    for email in PEOPLE:
        await world.account(email)
        await world.desk.mediator.handle_command(AskForNewPassword(Email.parse(email), "en"))

    await work.until_none_is_left(MAILS_LEFT, "mailing.after_sending")

    ids = Counter(work.server.message_ids)
    assert (work.points / REACHED / "mailing.after_sending").exists()
    assert {str(mail["To"].addresses[0].addr_spec) for mail in work.server.mails} == set(PEOPLE)
    assert sorted(ids.values()) == [1, 1, 2]
