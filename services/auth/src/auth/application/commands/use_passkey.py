"""Use a passkey to say who one is; every refusal looks the same, and is told to the audit trail."""

from dataclasses import dataclass

from auth.application.passkey_ports import Authenticators, Claimed, PasskeyChallenges, Passkeys
from auth.application.people_ports import AuditTrail
from auth.application.ports import Accounts
from auth.domain.act import Act, ActKind
from auth.domain.passkey import Passkey
from auth.domain.secret import digest
from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command

METHOD = {"method": "passkey"}


@dataclass(frozen=True, slots=True)
class UsePasskey(Command[AccountId | None]):
    """Answers whose it is, None for a refusal: that the challenge is used up has to stay so."""

    answer: str


@dataclass(frozen=True, slots=True)
class UsePasskeyHandler:
    accounts: Accounts
    passkeys: Passkeys
    challenges: PasskeyChallenges
    authenticators: Authenticators
    audit: AuditTrail
    clock: Clock

    async def __call__(self, command: UsePasskey) -> AccountId | None:
        claimed = self.authenticators.claimed(command.answer)
        if claimed is None or not await self._was_asked(claimed):
            return await self._refused(None)
        passkey = await self.passkeys.with_credential(claimed.credential_id)
        if passkey is None or claimed.account_id != passkey.account_id:
            return await self._refused(None)
        sign_count = self.authenticators.signed(command.answer, claimed.challenge, passkey)
        if sign_count is None or not (await self.accounts.get(passkey.account_id)).active:
            return await self._refused(passkey)
        if not passkey.counts_on(sign_count):
            return await self._refused(passkey, ActKind.PASSKEY_SUSPECT)
        await self.passkeys.save(passkey.used(sign_count, self.clock.now()))
        return passkey.account_id

    async def _was_asked(self, claimed: Claimed) -> bool:
        asked = await self.challenges.take(digest(claimed.challenge), self.clock.now())
        return asked is not None and asked.account_id is None

    async def _refused(
        self, passkey: Passkey | None, kind: ActKind = ActKind.SIGN_IN_REFUSED
    ) -> AccountId | None:
        whose = None if passkey is None else passkey.account_id
        await self.audit.add(Act(kind, whose, details=METHOD))
        return None
