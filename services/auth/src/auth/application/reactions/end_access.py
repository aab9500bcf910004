"""End a deactivated account's sessions, grants and personal tokens."""

from dataclasses import dataclass

from auth.application.people_ports import PersonalTokens
from auth.application.ports import Grants, Sessions
from auth.domain.events import AccountDeactivated


@dataclass(frozen=True, slots=True)
class EndAccess:
    sessions: Sessions
    grants: Grants
    personal_tokens: PersonalTokens

    async def __call__(self, event: AccountDeactivated) -> None:
        sessions = await self.sessions.of_account(event.account_id)
        await self.sessions.end([session.session_id for session in sessions])
        await self.grants.revoke_of_account(event.account_id, event.at)
        tokens = await self.personal_tokens.of_account(event.account_id)
        await self.personal_tokens.remove([token.token_id for token in tokens])
