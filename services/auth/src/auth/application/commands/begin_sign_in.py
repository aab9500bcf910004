"""Begin to sign in: count the attempt before the password is looked at, and find what it is compared with."""

from dataclasses import dataclass

from auth.application.ports import Passwords, SignInAttempts
from auth.domain.attempts import subjects_of
from auth.domain.email import Email
from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who it would be; an unknown e-mail gives a candidate without an account."""

    email: Email
    account_id: AccountId | None
    password_hash: str | None


@dataclass(frozen=True, slots=True)
class BeginSignIn(Command[Candidate]):
    email: Email
    address: str


@dataclass(frozen=True, slots=True)
class BeginSignInHandler:
    passwords: Passwords
    attempts: SignInAttempts
    clock: Clock

    async def __call__(self, command: BeginSignIn) -> Candidate:
        now = self.clock.now()
        held = await self.attempts.hold(subjects_of(command.email, command.address))
        await self.attempts.save([attempts.counted(now) for attempts in held])
        account_id, password_hash = await self.passwords.behind(command.email) or (None, None)
        return Candidate(command.email, account_id, password_hash)
