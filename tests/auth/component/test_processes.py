"""Auth as it is run: its own processes, real HTTP, a real broker, an off-the-shelf client library."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aio_pika
import asyncpg
import httpx2
import pytest_asyncio
from authlib.integrations.starlette_client import OAuth
from starlette.requests import Request

from tests.auth.component.world import OWN_PAGE, PASSWORD, hidden
from tests.auth.settings import KEY_ENCRYPTION_KEY, TRACKER_SECRET
from tests.eventually import eventually
from tests.infrastructure import BrokerUrls, DatabaseUrls
from tests.loopback import NO_CERTIFICATES

CHECKOUT = Path(__file__).parents[3]
START_SECONDS = 30.0
COMMAND_SECONDS = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Installation:
    """Auth's environment and the addresses of its processes."""

    def __init__(self, database: DatabaseUrls, broker: BrokerUrls) -> None:
        self.web_port, self.worker_port = free_port(), free_port()
        self.address = f"http://localhost:{self.web_port}"
        self.environment = {
            **os.environ,
            "POPUG_DATABASE_URL": database.runtime,
            "POPUG_RABBITMQ_URL": broker["auth"],
            "POPUG_PUBLIC_URL": self.address,
            "POPUG_ISSUER": self.address,
            "POPUG_AUTH_URL": self.address,
            "POPUG_TRACKER_URL": "http://localhost:8001",
            "POPUG_ACCOUNTING_URL": "http://localhost:8002",
            "POPUG_ANALYTICS_URL": "http://localhost:8003",
            "POPUG_SESSION_SECRET": "a session secret for tests",
            "POPUG_KEY_ENCRYPTION_KEY": KEY_ENCRYPTION_KEY,
            "POPUG_CLIENTS": f'{{"tracker": {{"secret": "{TRACKER_SECRET}"}}}}',
            "POPUG_DEMO": "1",
        }

    async def run(self, *arguments: str, stdin: str = "", **environment: str) -> tuple[int, str, str]:
        """Exit code, output and complaints of `python -m auth …`."""
        process = await self._start(*arguments, **environment)
        async with asyncio.timeout(COMMAND_SECONDS):
            output, complaints = await process.communicate(stdin.encode())
        return process.returncode or 0, output.decode(), complaints.decode()

    @asynccontextmanager
    async def running(self, kind: str, port: int) -> AsyncIterator[None]:
        process = await self._start(kind, POPUG_HTTP_PORT=str(port))
        try:
            await eventually(lambda: is_ready(port), within_seconds=START_SECONDS)
            yield
        finally:
            process.terminate()
            async with asyncio.timeout(START_SECONDS):
                await process.communicate()

    async def _start(self, *arguments: str, **environment: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "auth",
            *arguments,
            cwd=CHECKOUT,
            env={**self.environment, **environment},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )


async def is_ready(port: int) -> bool:
    try:
        async with httpx2.AsyncClient(verify=NO_CERTIFICATES) as http:
            return (await http.get(f"http://127.0.0.1:{port}/health/ready")).status_code == 200
    except httpx2.TransportError:
        return False


@pytest_asyncio.fixture(loop_scope="session")
async def installation(auth_database: DatabaseUrls, vhost: BrokerUrls) -> Installation:
    return Installation(auth_database, vhost)


async def create_admin(installation: Installation) -> tuple[int, str, str]:
    return await installation.run(
        "create-admin", "--email", "admin@popug.inc", "--name", "Ada", "--password-stdin", stdin=PASSWORD
    )


async def test_an_off_the_shelf_client_signs_in_with_nothing_but_the_issuer(
    installation: Installation,
) -> None:
    await create_admin(installation)
    library = OAuth()
    library.register(
        "popug",
        server_metadata_url=f"{installation.address}/.well-known/openid-configuration",
        client_id="tracker",
        client_secret=TRACKER_SECRET,
        client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"},
    )
    begun = a_request("/sign-in", "")

    async with installation.running("web", installation.web_port):
        away = await library.popug.authorize_redirect(begun, "http://localhost:8001/sign-in/callback")
        back = await sign_in_at(away.headers["location"])
        finished = a_request("/sign-in/callback", back.partition("?")[2], begun.session)
        tokens = await library.popug.authorize_access_token(finished)
        userinfo = await library.popug.userinfo(token=tokens)

    assert tokens["userinfo"]["email"] == "admin@popug.inc"
    assert tokens["userinfo"]["role"] == "admin"
    assert userinfo["name"] == "Ada"


async def sign_in_at(address: str) -> str:
    """What a browser does from there on, up to the address of the client's it is sent back to."""
    async with httpx2.AsyncClient(verify=NO_CERTIFICATES, follow_redirects=True) as http:
        page = await http.get(address)
        host = f"http://{page.url.netloc.decode()}"
        answer = await http.post(
            f"{host}/sign-in",
            data={"email": "admin@popug.inc", "password": PASSWORD, "next": hidden(page.text, "next")},
            headers={**OWN_PAGE, "Origin": host},
            follow_redirects=False,
        )
        back = await http.get(f"{host}{answer.headers['location']}", follow_redirects=False)
    location: str = back.headers["location"]
    return location


def a_request(path: str, query: str, session: dict[str, object] | None = None) -> Request:
    """A request to the client's own site, as its framework would hand it over."""
    return Request(
        {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": query.encode(),
            "headers": [],
            "server": ("localhost", 8001),
            "scheme": "http",
            "session": {} if session is None else session,
        }
    )


async def test_new_accounts_reach_the_other_services(installation: Installation, vhost: BrokerUrls) -> None:
    connection = await aio_pika.connect(vhost.admin)
    async with connection, installation.running("worker", installation.worker_port):
        channel = await connection.channel()
        inbox = await channel.get_queue("tracker.inbox")

        await create_admin(installation)
        message = await eventually(lambda: inbox.get(fail=False), within_seconds=10)

        assert message is not None
        assert message.routing_key == "account.created"
        assert b'"admin@popug.inc"' in message.body
        await message.ack()


async def test_a_weak_password_makes_no_admin(installation: Installation) -> None:
    code, _, complaints = await installation.run(
        "create-admin", "--email", "admin@popug.inc", "--name", "Ada", "--password-stdin", stdin="popug"
    )

    assert code == 1
    assert "8 to 256 characters" in complaints
    assert (await create_admin(installation))[0] == 0
    assert (await create_admin(installation))[0] == 1


async def test_a_token_is_printed_in_a_demo_only(installation: Installation) -> None:
    await create_admin(installation)

    code, token, _ = await installation.run("token", "--as", "admin@popug.inc")
    refused, nothing, complaints = await installation.run("token", "--as", "admin@popug.inc", POPUG_DEMO="0")
    unknown = await installation.run("token", "--as", "nobody@popug.inc")
    async with (
        installation.running("web", installation.web_port),
        httpx2.AsyncClient(verify=NO_CERTIFICATES) as http,
    ):
        me = await http.get(
            f"{installation.address}/api/v1/me", headers={"Authorization": f"Bearer {token.strip()}"}
        )

    assert code == 0
    assert me.json()["email"] == "admin@popug.inc"
    assert (refused, nothing) == (1, "")
    assert "demo" in complaints
    assert unknown[0] == 1


async def test_mails_that_wait_are_listed_with_why(
    installation: Installation, auth_database: DatabaseUrls
) -> None:
    await create_admin(installation)
    nothing = await installation.run("mails")
    connection = await asyncpg.connect(auth_database.runtime.replace("+asyncpg", ""))
    try:
        await connection.executemany(
            "INSERT INTO letter"
            " (letter_id, email, kind, name, locale, queued_at, due_at, failures, reason, sent_at)"
            " VALUES (gen_random_uuid(), $1, $2, 'Kesha', 'en', now(), now(), $3, $4,"
            " CASE WHEN $5 THEN now() END)",
            [
                ("failing@popug.inc", "taken", 2, "550 no such popug", False),
                ("fresh@popug.inc", "taken", 0, None, False),
                ("sent@popug.inc", "taken", 0, None, True),
                ("nobody@popug.inc", "nobody", 0, None, False),
            ],
        )
    finally:
        await connection.close()

    code, listed, _ = await installation.run("mails")

    assert nothing[:2] == (0, "No mail waits.\n")
    assert code == 0
    assert "failing@popug.inc  taken  2 failed attempts: 550 no such popug" in listed
    assert "fresh@popug.inc  taken  not tried yet" in listed
    assert len(listed.splitlines()) == 2


async def test_a_missing_setting_is_named(installation: Installation) -> None:
    code, _, complaints = await installation.run("rotate-keys", POPUG_KEY_ENCRYPTION_KEY="short")

    assert code == 78
    assert "POPUG_KEY_ENCRYPTION_KEY" in complaints
