"""Sweeps out what ended long ago and renews the signing key when it is due; looks once an hour."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import structlog

from auth.application.commands.purge_remains import PurgeRemains
from auth.application.commands.rotate_signing_key import RotateSigningKey
from auth.application.scope import Scope
from chassis.mediator import Mediator

EVERY_SECONDS = 3600.0
BITES_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Housekeeping:
    """A worker's duty; a failed round is reported and the next one tries again."""

    mediator: Mediator[Scope]
    signing_key_age: timedelta
    every_seconds: float = EVERY_SECONDS

    @property
    def name(self) -> str:
        return "housekeeping"

    def ready(self) -> bool:
        return True

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self._sweep()
            try:
                await asyncio.wait_for(stop.wait(), self.every_seconds)
            except TimeoutError:
                continue

    async def _sweep(self) -> None:
        log = structlog.get_logger(__name__)
        try:
            for _ in range(BITES_MAX):
                if await self.mediator.handle_command(PurgeRemains()) == 0:
                    break
            await self.mediator.handle_command(RotateSigningKey(older_than=self.signing_key_age))
        except Exception:
            log.exception("housekeeping failed, trying again later")
