"""Grant a client what a signed-in person asked it for: a code, good once and for a minute."""

from dataclasses import dataclass

from auth.application.ports import Grants, Secrets
from auth.domain.authorization_request import AuthorizationRequest
from auth.domain.grant import Grant
from auth.domain.identifiers import GrantId
from auth.domain.secret import digest
from auth.domain.session import Session
from chassis.clock import Clock
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class GrantAuthorization(Command[str]):
    """Answers the code."""

    grant_id: GrantId
    request: AuthorizationRequest
    session: Session


@dataclass(frozen=True, slots=True)
class GrantAuthorizationHandler:
    grants: Grants
    secrets: Secrets
    clock: Clock

    async def __call__(self, command: GrantAuthorization) -> str:
        request, session = command.request, command.session
        code = self.secrets.draw()
        grant = Grant(
            grant_id=command.grant_id,
            client_id=request.client.client_id,
            account_id=session.account_id,
            session_id=session.session_id,
            scopes=request.scopes,
            nonce=request.nonce,
            authenticated_at=session.authenticated_at,
            granted_at=self.clock.now(),
            redirect_uri=request.redirect_uri,
            code_digest=digest(code),
            code_challenge=request.code_challenge,
            methods=session.methods,
        )
        await self.grants.add(grant)
        return code
