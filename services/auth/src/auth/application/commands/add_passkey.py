"""Add a passkey: its owner does, who is signed in and has the device at hand."""

from dataclasses import dataclass

from auth.application.passkey_ports import Authenticators, Credential, PasskeyChallenges, Passkeys
from auth.application.people_ports import AuditTrail
from auth.domain.act import Act, ActKind
from auth.domain.errors import PasskeyRefused, TooManyPasskeys
from auth.domain.identifiers import PasskeyId
from auth.domain.passkey import PASSKEYS_PER_ACCOUNT_MAX, Passkey, checked_passkey_name
from auth.domain.secret import digest
from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class AddPasskey(Command[None]):
    """`answer` is the device's, as JSON."""

    passkey_id: PasskeyId
    account_id: AccountId
    name: str
    answer: str


@dataclass(frozen=True, slots=True)
class AddPasskeyHandler:
    passkeys: Passkeys
    challenges: PasskeyChallenges
    authenticators: Authenticators
    audit: AuditTrail
    clock: Clock

    async def __call__(self, command: AddPasskey) -> None:
        name = checked_passkey_name(command.name)
        credential = await self._proved(command)
        own_id = command.account_id
        if len(await self.passkeys.of_account(own_id)) >= PASSKEYS_PER_ACCOUNT_MAX:
            raise TooManyPasskeys(f"Nobody has more than {PASSKEYS_PER_ACCOUNT_MAX} passkeys: remove one.")
        await self.passkeys.add(
            Passkey(
                passkey_id=command.passkey_id,
                account_id=own_id,
                credential_id=credential.credential_id,
                public_key=credential.public_key,
                sign_count=credential.sign_count,
                name=name,
                transports=credential.transports,
                created_at=self.clock.now(),
            )
        )
        await self.audit.add(Act(ActKind.PASSKEY_ADDED, own_id, own_id, {"name": name}))

    async def _proved(self, command: AddPasskey) -> Credential:
        claimed = self.authenticators.claimed(command.answer)
        asked = (
            None
            if claimed is None
            else await self.challenges.take(digest(claimed.challenge), self.clock.now())
        )
        if claimed is None or asked is None or asked.account_id != command.account_id:
            raise PasskeyRefused("This passkey cannot be added: try again.")
        credential = self.authenticators.enrolled(command.answer, claimed.challenge)
        if credential is None:
            raise PasskeyRefused("This passkey cannot be added: try again.")
        return credential
