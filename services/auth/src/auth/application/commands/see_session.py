"""See a session in use, which keeps it from falling asleep."""

from dataclasses import dataclass

from auth.application.ports import Sessions
from chassis.clock import Clock
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class SeeSession(Command[None]):
    token_digest: bytes


@dataclass(frozen=True, slots=True)
class SeeSessionHandler:
    sessions: Sessions
    clock: Clock

    async def __call__(self, command: SeeSession) -> None:
        session = await self.sessions.with_token(command.token_digest)
        if session is not None:
            await self.sessions.save(session.seen(self.clock.now()))
