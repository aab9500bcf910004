"""End a session: whoever holds its token does, or its account's owner; what it granted ends with it."""

from dataclasses import dataclass

from auth.application.people_ports import AuditTrail
from auth.application.ports import Grants, Sessions
from auth.domain.act import Act, ActKind
from auth.domain.errors import SessionNotFound
from auth.domain.identifiers import SessionId
from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class EndSession(Command[None]):
    """`signed_out` says that it was left by its own browser."""

    account_id: AccountId
    session_id: SessionId
    signed_out: bool = False


@dataclass(frozen=True, slots=True)
class EndSessionHandler:
    sessions: Sessions
    grants: Grants
    audit: AuditTrail
    clock: Clock

    async def __call__(self, command: EndSession) -> None:
        own = {session.session_id for session in await self.sessions.of_account(command.account_id)}
        if command.session_id not in own:
            raise SessionNotFound("This session has ended already.")
        await self.sessions.end([command.session_id])
        await self.grants.revoke_of_sessions([command.session_id], self.clock.now())
        kind = ActKind.SIGNED_OUT if command.signed_out else ActKind.SESSION_ENDED
        await self.audit.add(Act(kind, command.account_id, command.account_id))
