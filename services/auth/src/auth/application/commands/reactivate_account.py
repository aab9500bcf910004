"""Reactivate an account: admins do."""

from dataclasses import dataclass

from auth.application.ports import Accounts
from chassis.identifiers import AccountId
from chassis.messages import Command


@dataclass(frozen=True, slots=True)
class ReactivateAccount(Command[None]):
    account_id: AccountId
    by: AccountId


@dataclass(frozen=True, slots=True)
class ReactivateAccountHandler:
    accounts: Accounts

    async def __call__(self, command: ReactivateAccount) -> None:
        (await self.accounts.get(command.by)).must_be_admin()
        account = await self.accounts.get(command.account_id)
        account.reactivate()
        await self.accounts.save(account)
