"""Open a session for somebody who proved who they are: the attempt is taken back, the old session ends."""

from dataclasses import dataclass

from auth.application.people_ports import AuditTrail
from auth.application.ports import Accounts, Grants, Sessions, SignInAttempts
from auth.domain.act import Act, ActKind
from auth.domain.attempts import subjects_of
from auth.domain.errors import SignInRefused
from auth.domain.identifiers import SessionId
from auth.domain.session import PASSWORD, Session
from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class OpenSession(Command[None]):
    session_id: SessionId
    account_id: AccountId
    token_digest: bytes
    former_token_digest: bytes | None
    address: str
    user_agent: str
    methods: tuple[str, ...] = PASSWORD
    remembered: bool = False


@dataclass(frozen=True, slots=True)
class OpenSessionHandler:
    accounts: Accounts
    sessions: Sessions
    grants: Grants
    attempts: SignInAttempts
    audit: AuditTrail
    clock: Clock

    async def __call__(self, command: OpenSession) -> None:
        account = await self.accounts.get(command.account_id)
        if not account.active:
            raise SignInRefused("E-mail and password do not match.")
        if command.methods == PASSWORD:
            await self.attempts.forgive(subjects_of(account.email, command.address))
        await self._end_former(command.former_token_digest)
        await self.sessions.add(
            Session.open(
                command.session_id,
                token_digest=command.token_digest,
                account_id=command.account_id,
                at=self.clock.now(),
                address=command.address,
                user_agent=command.user_agent,
                methods=command.methods,
                remembered=command.remembered,
            )
        )
        own_id = command.account_id
        details = {"method": " ".join(command.methods)}
        await self.audit.add(Act(ActKind.SIGNED_IN, own_id, own_id, details))

    async def _end_former(self, token_digest: bytes | None) -> None:
        former = None if token_digest is None else await self.sessions.with_token(token_digest)
        if former is not None:
            await self.sessions.end([former.session_id])
            await self.grants.revoke_of_sessions([former.session_id], self.clock.now())
