"""One process of one service, started, killed and started again."""

import asyncio
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from deploy.native.health import complaint_of
from deploy.native.places import CHECKOUT
from deploy.native.processes import ProcessSpec, signal_group, spawn_options
from tests.eventually import eventually

READY_WITHIN_SECONDS: Final = 120.0
STOP_WITHIN_SECONDS: Final = 15.0
LAST_WORDS: Final = 3_000


class ProcessEnded(RuntimeError):
    """It ended by itself where it had to serve."""


@dataclass(slots=True)
class ServiceProcess:
    """`python -m <service> <kind>`; what it says goes to `log`. It never outlives the tests."""

    service: str
    kind: str
    environment: Mapping[str, str]
    log: Path
    _process: asyncio.subprocess.Process | None = field(default=None, repr=False)
    _starting: asyncio.Lock = field(default_factory=asyncio.Lock, init=False, repr=False)

    @property
    def name(self) -> str:
        return f"{self.service}-{self.kind}"

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    async def start(self) -> None:
        """Start it unless it runs: a test and whoever supervises may both have seen that it does not."""
        async with self._starting:
            if self.pid is None:
                await self._spawn()

    async def _spawn(self) -> None:
        command = (sys.executable, "-m", self.service, self.kind)
        options = spawn_options(ProcessSpec(self.name, command, self.environment, CHECKOUT))
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *command, stdout=log, stderr=asyncio.subprocess.STDOUT, **options
            )

    async def ready(self) -> None:
        """Wait until it answers that it is ready."""
        url = f"http://127.0.0.1:{self.environment['POPUG_HTTP_PORT']}/health/ready"

        async def serves() -> None:
            if self.pid is None:
                raise ProcessEnded(f"{self.name} ended while starting; it said:\n{self.last_words()}")
            complaint = await asyncio.to_thread(complaint_of, url)
            assert complaint is None, f"{self.name}: {complaint}; it said:\n{self.last_words()}"

        await eventually(serves, within_seconds=READY_WITHIN_SECONDS)

    async def kill(self) -> None:
        """SIGKILL: it gets to do nothing any more."""
        await self._end(signal.SIGKILL)

    async def restart(self) -> None:
        """Kill it if it runs, start it again and wait until it serves."""
        await self.kill()
        await self.start()
        await self.ready()

    async def stop(self) -> None:
        """SIGTERM, and SIGKILL when it does not listen."""
        try:
            async with asyncio.timeout(STOP_WITHIN_SECONDS):
                await self._end(signal.SIGTERM)
        except TimeoutError:
            await self.kill()

    def last_words(self, characters: int = LAST_WORDS) -> str:
        """The end of what it said."""
        return self.log.read_text(errors="replace")[-characters:] if self.log.exists() else ""

    async def _end(self, how: signal.Signals) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        signal_group(process.pid, how)
        await process.wait()
