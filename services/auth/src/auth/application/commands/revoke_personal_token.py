"""Revoke a personal access token: its owner does."""

from dataclasses import dataclass

from auth.application.people_ports import AuditTrail, PersonalTokens
from auth.domain.act import Act, ActKind
from auth.domain.errors import PersonalTokenNotFound
from auth.domain.identifiers import PersonalTokenId
from chassis.identifiers import AccountId
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class RevokePersonalToken(Command[None]):
    account_id: AccountId
    token_id: PersonalTokenId


@dataclass(frozen=True, slots=True)
class RevokePersonalTokenHandler:
    personal_tokens: PersonalTokens
    audit: AuditTrail

    async def __call__(self, command: RevokePersonalToken) -> None:
        own = await self.personal_tokens.of_account(command.account_id)
        token = next((token for token in own if token.token_id == command.token_id), None)
        if token is None:
            raise PersonalTokenNotFound("This token is revoked already.")
        await self.personal_tokens.remove([token.token_id])
        own_id = token.account_id
        await self.audit.add(Act(ActKind.TOKEN_REVOKED, own_id, own_id, {"name": token.name}))
