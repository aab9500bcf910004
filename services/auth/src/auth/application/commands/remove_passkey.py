"""Remove a passkey: its owner does."""

from dataclasses import dataclass

from auth.application.passkey_ports import Passkeys
from auth.application.people_ports import AuditTrail
from auth.domain.act import Act, ActKind
from auth.domain.errors import PasskeyNotFound
from auth.domain.identifiers import PasskeyId
from chassis.identifiers import AccountId
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class RemovePasskey(Command[None]):
    account_id: AccountId
    passkey_id: PasskeyId


@dataclass(frozen=True, slots=True)
class RemovePasskeyHandler:
    passkeys: Passkeys
    audit: AuditTrail

    async def __call__(self, command: RemovePasskey) -> None:
        own = await self.passkeys.of_account(command.account_id)
        passkey = next((passkey for passkey in own if passkey.passkey_id == command.passkey_id), None)
        if passkey is None:
            raise PasskeyNotFound("This passkey is removed already.")
        await self.passkeys.remove([passkey.passkey_id])
        own_id = passkey.account_id
        await self.audit.add(Act(ActKind.PASSKEY_REMOVED, own_id, own_id, {"name": passkey.name}))
