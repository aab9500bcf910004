"""Note that a sign-in was refused, and once that more of them have to wait now."""

from dataclasses import dataclass

from auth.application.people_ports import AuditTrail
from auth.application.ports import SignInAttempts
from auth.domain.act import Act, ActKind
from auth.domain.attempts import subjects_of
from auth.domain.email import Email
from chassis.identifiers import AccountId
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class NoteMissedSignIn(Command[None]):
    """`account_id` is None for an e-mail nobody has: what was typed is not kept, it may be a password."""

    account_id: AccountId | None
    email: Email
    address: str


@dataclass(frozen=True, slots=True)
class NoteMissedSignInHandler:
    attempts: SignInAttempts
    audit: AuditTrail

    async def __call__(self, command: NoteMissedSignIn) -> None:
        await self.audit.add(Act(ActKind.SIGN_IN_REFUSED, command.account_id))
        for attempts in await self.attempts.hold(subjects_of(command.email, command.address)):
            if attempts.has_just_to_wait:
                details = {"what": attempts.kind}
                await self.audit.add(Act(ActKind.SIGN_IN_LOCKED, command.account_id, details=details))
