"""Use a personal access token: whoever holds it acts as its owner, as long as token and account last."""

from dataclasses import dataclass

from auth.application.people_ports import PersonalTokens
from auth.application.ports import Accounts
from auth.domain.events import AccountState
from auth.domain.personal_token import PersonalToken
from auth.domain.secret import digest
from chassis.clock import Clock
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class PersonalTokenUse:
    token: PersonalToken
    account: AccountState


@dataclass(frozen=True, slots=True)
class UsePersonalToken(Command[PersonalTokenUse | None]):
    """Answers None for a token that is unknown, revoked or expired, or whose owner is deactivated."""

    token: str


@dataclass(frozen=True, slots=True)
class UsePersonalTokenHandler:
    accounts: Accounts
    personal_tokens: PersonalTokens
    clock: Clock

    async def __call__(self, command: UsePersonalToken) -> PersonalTokenUse | None:
        now = self.clock.now()
        token = await self.personal_tokens.with_digest(digest(command.token))
        if token is None or not token.is_live(now):
            return None
        account = await self.accounts.get(token.account_id)
        if not account.active:
            return None
        used = token.used(now)
        if used is not token:
            await self.personal_tokens.save(used)
        return PersonalTokenUse(used, account.state())
