"""Make a personal access token: it is shown once, and nobody can read it again."""

from dataclasses import dataclass

from auth.application.people_ports import AuditTrail, PersonalTokens
from auth.application.ports import Accounts, Secrets
from auth.domain.act import Act, ActKind
from auth.domain.errors import AccountDeactivated, TooManyPersonalTokens
from auth.domain.identifiers import PersonalTokenId
from auth.domain.personal_token import PREFIX, TOKENS_PER_ACCOUNT_MAX, PersonalToken
from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class MakePersonalToken(Command[str]):
    """Answers the token."""

    token_id: PersonalTokenId
    account_id: AccountId
    name: str
    days: int


@dataclass(frozen=True, slots=True)
class MakePersonalTokenHandler:
    accounts: Accounts
    personal_tokens: PersonalTokens
    audit: AuditTrail
    secrets: Secrets
    clock: Clock

    async def __call__(self, command: MakePersonalToken) -> str:
        account = await self.accounts.get(command.account_id)
        if not account.active:
            raise AccountDeactivated("This account is deactivated.")
        if len(await self.personal_tokens.of_account(account.account_id)) >= TOKENS_PER_ACCOUNT_MAX:
            raise TooManyPersonalTokens(f"Nobody has more than {TOKENS_PER_ACCOUNT_MAX} tokens: revoke one.")
        token = PREFIX + self.secrets.draw()
        made = PersonalToken.make(
            command.token_id,
            account.account_id,
            name=command.name,
            token=token,
            days=command.days,
            at=self.clock.now(),
        )
        await self.personal_tokens.add(made)
        own_id = account.account_id
        await self.audit.add(Act(ActKind.TOKEN_MADE, own_id, own_id, {"name": made.name}))
        return token
