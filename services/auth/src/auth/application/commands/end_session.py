"""End a session: whoever holds its token does, or its account's owner; what it granted ends with it."""

from dataclasses import dataclass

from auth.application.ports import Grants, Sessions
from auth.domain.errors import SessionNotFound
from auth.domain.identifiers import SessionId
from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class EndSession(Command[None]):
    account_id: AccountId
    session_id: SessionId


@dataclass(frozen=True, slots=True)
class EndSessionHandler:
    sessions: Sessions
    grants: Grants
    clock: Clock

    async def __call__(self, command: EndSession) -> None:
        own = {session.session_id for session in await self.sessions.of_account(command.account_id)}
        if command.session_id not in own:
            raise SessionNotFound("This session has ended already.")
        await self.sessions.end([command.session_id])
        await self.grants.revoke_of_sessions([command.session_id], self.clock.now())
