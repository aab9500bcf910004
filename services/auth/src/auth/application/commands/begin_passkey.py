"""Begin with a passkey, to add one or to sign in: draw a challenge that can be answered once."""

from dataclasses import dataclass

from auth.application.passkey_ports import Authenticators, PasskeyChallenges, Passkeys
from auth.application.ports import Accounts, Secrets
from auth.domain.passkey import CHALLENGE_LIFETIME, PasskeyChallenge
from auth.domain.secret import digest
from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class BeginPasskey(Command[str]):
    """Answers what the browser asks the device, as JSON. With `account_id` it is to add a passkey."""

    account_id: AccountId | None = None


@dataclass(frozen=True, slots=True)
class BeginPasskeyHandler:
    accounts: Accounts
    passkeys: Passkeys
    challenges: PasskeyChallenges
    authenticators: Authenticators
    secrets: Secrets
    clock: Clock

    async def __call__(self, command: BeginPasskey) -> str:
        challenge = self.secrets.draw()
        now = self.clock.now()
        asked = PasskeyChallenge(digest(challenge), command.account_id, now + CHALLENGE_LIFETIME)
        await self.challenges.add(asked, now)
        if command.account_id is None:
            return self.authenticators.sign_in_options(challenge)
        account = await self.accounts.get(command.account_id)
        known = await self.passkeys.of_account(account.account_id)
        return self.authenticators.enrolment_options(account.state(), known, challenge)
