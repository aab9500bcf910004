"""Change one's own name and language."""

from dataclasses import dataclass

from auth.application.ports import Accounts
from chassis.identifiers import AccountId
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class ChangeProfile(Command[None]):
    account_id: AccountId
    name: str
    locale: str


@dataclass(frozen=True, slots=True)
class ChangeProfileHandler:
    accounts: Accounts

    async def __call__(self, command: ChangeProfile) -> None:
        account = await self.accounts.get(command.account_id)
        account.change(name=command.name, locale=command.locale)
        await self.accounts.save(account)
