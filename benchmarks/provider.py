"""Signing in, refreshing and authorizing at a running auth: `python -m benchmarks.provider` (goal P12).

The floor of a sign-in is bare argon2id with the same parameters in as many threads. Floor and auth are given
the same core, one after the other: auth's web process and its PostgreSQL share it, and whoever asks takes the
other cores, as browsers do. Refreshes and round trips are judged by what a core could do: the web process'
own CPU time.
"""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from time import perf_counter

import httpx2
import psutil
from benchmarks.cores import Cores, bind, cpu_seconds, family_cpu_seconds, on, postmaster
from benchmarks.figures import Figure, record

from auth.adapters.argon2 import REST_SECONDS, Argon2Passwords
from auth.application.commands.enrol_account import EnrolAccount
from auth.bootstrap.assembly import Application, application
from auth.domain.email import Email
from auth.settings import AuthSettings
from chassis.clock import SystemClock
from chassis.identifiers import AccountId, new_id
from chassis.roles import Role
from deploy.native.memory import memory_mib
from deploy.native.surroundings import FIXED_FOR_PYTHON
from tests.auth.builders import CALLBACK, VERIFIER
from tests.auth.component.test_processes import free_port, is_ready
from tests.auth.component.world import PASSWORD, authorization, query_of
from tests.auth.settings import TRACKER_SECRET, auth_settings
from tests.eventually import eventually
from tests.servers.keeper import hold_alive_lock
from tests.servers.postgres import TestPostgres
from tests.servers.run import Run

ACCOUNTS = 8
SIGN_INS = 160
REFRESHES = 1_500
ROUND_TRIPS = 800
AT_ONCE = 4
ROUNDS = 3
START_SECONDS = 60.0
NOBODY_LISTENS = "amqp://127.0.0.1:9/"
BARE = "benchmarks.bare_argon2"

Act = Callable[[int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Bare:
    """Argon2id with nothing around it."""

    per_second: float
    cpu_seconds: float


@dataclass(frozen=True, slots=True)
class Took:
    """So many acts: seconds by the clock, and of CPU of the web process alone and of its database."""

    acts: int
    seconds: float
    cpu_seconds: float
    database_cpu_seconds: float

    @property
    def per_second(self) -> float:
        return self.acts / self.seconds

    @property
    def per_core_second(self) -> float:
        return self.acts / self.cpu_seconds


@dataclass(slots=True)
class Provider:
    """A running web process and browsers that talk to it."""

    address: str
    process: psutil.Process
    database: psutil.Process
    browsers: list[httpx2.AsyncClient]
    client: httpx2.AsyncClient
    tokens: list[str]

    async def sign_in(self, number: int) -> None:
        """As a browser that is not signed in."""
        lane = number % ACCOUNTS
        self.browsers[lane].cookies.clear()
        answer = await self.browsers[lane].post(
            "/sign-in",
            data={"email": email(lane), "password": PASSWORD, "next": "/account"},
            headers={"Origin": self.address},
        )
        assert answer.status_code == 303, answer.text

    async def authorize(self, number: int) -> str:
        browser = self.browsers[number % ACCOUNTS]
        return query_of(await browser.get("/authorize", params=authorization()))["code"]

    async def round_trip(self, number: int) -> None:
        form = {"grant_type": "authorization_code", "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
        answer = await self.client.post("/token", data=form | {"code": await self.authorize(number)})
        self.tokens[number % ACCOUNTS] = answer.json()["refresh_token"]

    async def refresh(self, number: int) -> None:
        lane = number % ACCOUNTS
        form = {"grant_type": "refresh_token", "refresh_token": self.tokens[lane]}
        self.tokens[lane] = (await self.client.post("/token", data=form)).json()["refresh_token"]

    async def timed(self, act: Act, acts: int) -> Took:
        """`acts` of them in lanes, each lane one after another."""
        cpu_before, database_before = self._cpu()
        began = perf_counter()
        await asyncio.gather(*(self._lane(act, lane, acts) for lane in range(AT_ONCE)))
        seconds = perf_counter() - began
        cpu, database = self._cpu()
        return Took(acts, seconds, cpu - cpu_before, database - database_before)

    async def _lane(self, act: Act, lane: int, acts: int) -> None:
        for number in range(lane, acts, AT_ONCE):
            await act(number)

    def _cpu(self) -> tuple[float, float]:
        return cpu_seconds(self.process), family_cpu_seconds(self.database)


def email(number: int) -> str:
    return f"popug-{number}@popug.inc"


async def bare_argon2(settings: AuthSettings, cores: Cores, verifications: int) -> Bare:
    """In a process that is started as the web process is, on the same core."""
    costs = (settings.password_passes, settings.password_memory_kib, settings.password_lanes)
    with on(cores.served_on):
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", BARE, *map(str, (*costs, settings.password_threads, verifications))),
            env={**os.environ, **FIXED_FOR_PYTHON},
            stdout=asyncio.subprocess.PIPE,
        )
    output, _ = await process.communicate()
    assert process.returncode == 0
    return Bare(*map(float, output.split()))


async def enrol(auth: Application, hasher: Argon2Passwords) -> None:
    for number in range(ACCOUNTS):
        password_hash = await hasher.hash(PASSWORD)
        await auth.mediator.handle_command(
            EnrolAccount(AccountId(new_id()), "Kesha", Email.parse(email(number)), Role.WORKER, password_hash)
        )


async def started(settings: AuthSettings, database_url: str, port: int) -> Process:
    environment = {
        **os.environ,
        **FIXED_FOR_PYTHON,
        "POPUG_DATABASE_URL": database_url,
        "POPUG_RABBITMQ_URL": NOBODY_LISTENS,
        "POPUG_HTTP_PORT": str(port),
        "POPUG_PUBLIC_URL": settings.public_url,
        "POPUG_ISSUER": settings.issuer,
        "POPUG_AUTH_URL": settings.auth_url,
        "POPUG_TRACKER_URL": settings.tracker_url,
        "POPUG_ACCOUNTING_URL": settings.accounting_url,
        "POPUG_ANALYTICS_URL": settings.analytics_url,
        "POPUG_SESSION_SECRET": settings.session_secret.get_secret_value(),
        "POPUG_KEY_ENCRYPTION_KEY": settings.key_encryption_key.get_secret_value(),
        "POPUG_CLIENTS": f'{{"tracker": {{"secret": "{TRACKER_SECRET}"}}}}',
        "POPUG_REQUESTS_PER_SECOND_PER_ADDRESS": "0",
        "POPUG_REQUESTS_PER_SECOND_PER_CALLER": "0",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "auth",
        "web",
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    await eventually(lambda: is_ready(port), within_seconds=START_SECONDS)
    return process


async def measure(run: Run) -> None:
    """A few rounds of each, in turn."""
    postgres = await TestPostgres.joined(run)
    database_url = (await postgres.create_migrated_database("auth")).runtime
    port = free_port()
    address = f"http://localhost:{port}"
    defaults = AuthSettings.model_fields
    settings = auth_settings(
        database_url,
        **dict.fromkeys(("issuer", "public_url", "auth_url"), address),
        **{name: defaults[name].default for name in ("password_passes", "password_memory_kib")},
    )
    auth = application(settings, SystemClock())
    await enrol(auth, auth.hasher)
    cores = Cores.of_this_machine()
    database = await postmaster(database_url)
    bind(database, cores.served_on)
    with on(cores.served_on):
        process = await started(settings, database_url, port)
    os.sched_setaffinity(0, cores.asked_from)
    try:
        async with AsyncExitStack() as stack:
            browsers = [
                await stack.enter_async_context(httpx2.AsyncClient(base_url=address)) for _ in range(ACCOUNTS)
            ]
            client = await stack.enter_async_context(
                httpx2.AsyncClient(base_url=address, auth=("tracker", TRACKER_SECRET))
            )
            provider = Provider(
                address, psutil.Process(process.pid), database, browsers, client, [""] * ACCOUNTS
            )
            await rounds(provider, settings, cores)
    finally:
        process.terminate()
        await process.wait()
        await auth.stop()


async def rounds(provider: Provider, settings: AuthSettings, cores: Cores) -> None:
    for _ in range(ROUNDS):
        bare = await bare_argon2(settings, cores, SIGN_INS)
        signed_in = await provider.timed(provider.sign_in, SIGN_INS)
        round_trips = await provider.timed(provider.round_trip, ROUND_TRIPS)
        refreshed = await provider.timed(provider.refresh, REFRESHES)
        tell(
            Figure(
                "P12",
                "sign-ins, against bare argon2id",
                signed_in.per_second,
                "/s",
                bare.per_second,
                at_least=0.85,
                of_floor=True,
            ),
            Figure("P12", "sign-in, CPU beside the hash", 1e6 * beside(signed_in, bare), "µs"),
            Figure("P12", "refreshes, per core", refreshed.per_core_second, "/s", at_least=500),
            Figure("P12", "refreshes, by the clock, client included", refreshed.per_second, "/s"),
            Figure("P12", "authorize and redeem, CPU", 1e6 / round_trips.per_core_second, "µs"),
        )
    await asyncio.sleep(REST_SECONDS + 1)  # until what hashing took has been given back
    tell(
        Figure(
            "P12",
            "memory of auth's web process after that",
            memory_mib(provider.process.pid),
            "MiB",
            at_most=90,
        )
    )


def beside(took: Took, bare: Bare) -> float:
    """CPU seconds of web process and database that an act took beside the hashing in it."""
    return (took.cpu_seconds + took.database_cpu_seconds) / took.acts - bare.cpu_seconds


def tell(*figures: Figure) -> None:
    for figure in figures:
        record(figure)
        floor = "" if figure.ratio is None else f"   {figure.ratio:.2f} of bare {figure.floor:,.1f}"
        print(f"{figure.name:45} {figure.value:10,.1f} {figure.unit}{floor}", flush=True)


def main() -> None:
    """On a PostgreSQL of its own."""
    run = Run.begin()
    alive = hold_alive_lock(run.directory)
    try:
        asyncio.run(measure(run))
    finally:
        keepers = run.keepers()
        alive.close()
        run.end(keepers)


if __name__ == "__main__":
    main()
