"""End a deactivated account's sessions and grants."""

from dataclasses import dataclass

from auth.application.ports import Grants, Sessions
from auth.domain.events import AccountDeactivated


@dataclass(frozen=True, slots=True)
class EndAccess:
    sessions: Sessions
    grants: Grants

    async def __call__(self, event: AccountDeactivated) -> None:
        sessions = await self.sessions.of_account(event.account_id)
        await self.sessions.end([session.session_id for session in sessions])
        await self.grants.revoke_of_account(event.account_id, event.at)
