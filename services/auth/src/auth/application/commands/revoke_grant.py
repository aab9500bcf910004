"""Revoke a grant: the client it was given to does, with any refresh token of it or by its id."""

from dataclasses import dataclass

from auth.application.ports import Grants
from auth.domain.grant import Grant
from auth.domain.identifiers import ClientId, GrantId
from auth.domain.secret import digest
from chassis.clock import Clock
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class RevokeGrant(Command[None]):
    """`grant_id` is what an access token names; None when the token is a refresh token."""

    client_id: ClientId
    token: str
    grant_id: GrantId | None


@dataclass(frozen=True, slots=True)
class RevokeGrantHandler:
    grants: Grants
    clock: Clock

    async def __call__(self, command: RevokeGrant) -> None:
        grant = await self._find(command)
        if grant is None or grant.client_id != command.client_id:
            return
        grant.revoke(self.clock.now())
        await self.grants.save(grant)

    async def _find(self, command: RevokeGrant) -> Grant | None:
        if command.grant_id is not None:
            return await self.grants.get(command.grant_id)
        return await self.grants.with_refresh_token(digest(command.token))
