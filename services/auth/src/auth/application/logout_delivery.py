"""Deliver notices of ended sessions to clients: at least once and normally once, whatever becomes of them.

A client that had redeemed a code just before is told twice: it may not have had the session yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from auth.application.logout_ports import BackChannel, DueNotices, NotTaken
from auth.application.ports import Signer
from auth.domain.claims import LOGOUT_TOKEN_KIND, logout_token_claims
from auth.domain.identifiers import ClientId
from auth.domain.logout_notice import LogoutNotice, retry_after
from chassis.clock import Clock
from chassis.identifiers import new_id

TAKEN_FOR = timedelta(seconds=30)
"""Longer than a delivery can last; what a process that died had taken is sent by another one after this."""

REASON_CHARACTERS_MAX = 300


@dataclass(frozen=True, slots=True)
class LogoutDelivery:
    """`addresses` are the clients' as this process reaches them."""

    notices: DueNotices
    back_channel: BackChannel
    addresses: Mapping[ClientId, str]
    signer: Signer
    clock: Clock
    issuer: str

    async def take_due(self, limit: int) -> Sequence[LogoutNotice]:
        now = self.clock.now()
        return await self.notices.take(now, until=now + TAKEN_FOR, limit=limit)

    async def deliver(self, notice: LogoutNotice) -> None:
        """Raises `NotTaken` when this was the last try, and it failed."""
        address = self.addresses.get(notice.client_id)
        if address is None:
            await self.notices.forget(notice)
            return
        try:
            await self.back_channel.send(address, await self._logout_token(notice))
        except NotTaken as failure:
            await self._note(notice, failure)
        else:
            await self.notices.done(notice)

    async def _note(self, notice: LogoutNotice, failure: NotTaken) -> None:
        now = self.clock.now()
        if notice.is_pointless(now):
            await self.notices.forget(notice)
            raise failure
        again_at = now + retry_after(notice.failures + 1)
        await self.notices.failed(notice, str(failure)[:REASON_CHARACTERS_MAX], again_at)

    async def _logout_token(self, notice: LogoutNotice) -> str:
        claims = logout_token_claims(notice, issuer=self.issuer, token_id=str(new_id()), at=self.clock.now())
        return await self.signer.sign(claims, LOGOUT_TOKEN_KIND)
