"""Set a password by a link that came by mail: every session of the account ends, and every other link."""

from dataclasses import dataclass

from auth.application.letter_ports import MailedLinks
from auth.application.people_ports import AuditTrail
from auth.application.ports import Accounts, Grants, Passwords, Sessions
from auth.domain.act import Act, ActKind
from auth.domain.errors import LinkNotGood
from auth.domain.mailed_link import SETS_PASSWORD
from auth.domain.secret import digest
from chassis.clock import Clock
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class SetPasswordByLink(Command[None]):
    token: str
    password_hash: str


@dataclass(frozen=True, slots=True)
class SetPasswordByLinkHandler:
    accounts: Accounts
    passwords: Passwords
    sessions: Sessions
    grants: Grants
    links: MailedLinks
    audit: AuditTrail
    clock: Clock

    async def __call__(self, command: SetPasswordByLink) -> None:
        now = self.clock.now()
        link = await self.links.with_token(digest(command.token))
        if link is None or link.kind not in SETS_PASSWORD or not link.is_good(now) or link.account_id is None:
            raise LinkNotGood("This link is not good any more.")
        account = await self.accounts.get(link.account_id)
        if not account.active or account.email.address != link.email:
            raise LinkNotGood("This link is not good any more.")
        await self.passwords.put(account.account_id, command.password_hash, now)
        await self.links.use_all_of(account.account_id, now)
        sessions = [each.session_id for each in await self.sessions.of_account(account.account_id)]
        await self.sessions.end(sessions)
        await self.grants.revoke_of_account(account.account_id, now)
        own_id = account.account_id
        await self.audit.add(Act(ActKind.PASSWORD_SET, own_id, own_id, {"link": link.kind.value}))
