"""End all of one's sessions but the one at hand."""

from dataclasses import dataclass

from auth.application.people_ports import AuditTrail
from auth.application.ports import Grants, Sessions
from auth.domain.act import Act, ActKind
from auth.domain.identifiers import SessionId
from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class EndOtherSessions(Command[int]):
    """Answers how many ended."""

    account_id: AccountId
    kept_session_id: SessionId


@dataclass(frozen=True, slots=True)
class EndOtherSessionsHandler:
    sessions: Sessions
    grants: Grants
    audit: AuditTrail
    clock: Clock

    async def __call__(self, command: EndOtherSessions) -> int:
        own = [session.session_id for session in await self.sessions.of_account(command.account_id)]
        others = [session_id for session_id in own if session_id != command.kept_session_id]
        await self.sessions.end(others)
        await self.grants.revoke_of_sessions(others, self.clock.now())
        if others:
            details = {"sessions": str(len(others))}
            await self.audit.add(Act(ActKind.SESSION_ENDED, command.account_id, command.account_id, details))
        return len(others)
