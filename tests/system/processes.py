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
from tests.eventually import eventually

READY_WITHIN_SECONDS: Final = 40.0
STOP_WITHIN_SECONDS: Final = 25.0


@dataclass(slots=True)
class ServiceProcess:
    """`python -m <service> <kind>`; what it says goes to `log`."""

    service: str
    kind: str
    environment: Mapping[str, str]
    log: Path
    _process: asyncio.subprocess.Process | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return f"{self.service}-{self.kind}"

    async def start(self) -> None:
        """Start it; `ready` tells when it serves."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                self.service,
                self.kind,
                cwd=CHECKOUT,
                env=self.environment,
                stdout=log,
                stderr=asyncio.subprocess.STDOUT,
            )

    async def ready(self) -> None:
        """Wait until it answers that it is ready."""
        url = f"http://127.0.0.1:{self.environment['POPUG_HTTP_PORT']}/health/ready"

        async def serves() -> None:
            complaint = await asyncio.to_thread(complaint_of, url)
            assert complaint is None, f"{self.name}: {complaint}; it said: {self.last_words()}"

        await eventually(serves, within_seconds=READY_WITHIN_SECONDS)

    async def kill(self) -> None:
        """SIGKILL: it gets to do nothing any more."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """SIGTERM, and SIGKILL when it does not listen."""
        try:
            async with asyncio.timeout(STOP_WITHIN_SECONDS):
                await self._end(signal.SIGTERM)
        except TimeoutError:
            await self.kill()

    def last_words(self, characters: int = 1500) -> str:
        """The end of what it said."""
        return self.log.read_text(errors="replace")[-characters:] if self.log.exists() else ""

    async def _end(self, how: signal.Signals) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.send_signal(how)
        await process.wait()
