"""Accounts over JSON: oneself for everybody, everybody for admins."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from auth.application.account_view import AccountView
from auth.application.commands.change_account import ChangeAccount
from auth.application.commands.create_account import CreateAccount
from auth.application.commands.deactivate_account import DeactivateAccount
from auth.application.commands.reactivate_account import ReactivateAccount
from auth.application.queries.account_list import AccountFilter
from auth.domain.email import Email
from auth.domain.errors import AccountNotFound
from auth.domain.password import check_new_password
from auth.entrypoints.desk import Desk, TheDesk
from chassis.access.account import Account, require
from chassis.identifiers import AccountId, new_id
from chassis.messages import Command
from chassis.roles import Role
from chassis.web.callers import Caller
from chassis.web.paging import LIMIT_DEFAULT, Cursor, Limit, Page, decode_cursor, page_of
from chassis.web.request_model import RequestModel

TEXT_CHARACTERS_MAX = 500
SEARCH_CHARACTERS_MAX = 200

Text = Annotated[str, Field(max_length=TEXT_CHARACTERS_MAX)]
OneRole = Annotated[Role, Field(strict=False)]

router = APIRouter(tags=["accounts"])


class Me(BaseModel):
    id: UUID
    name: str
    email: str
    role: Role


class AccountItem(Me):
    active: bool
    locale: str
    version: int


class NewAccount(RequestModel):
    name: Text
    email: Text
    role: OneRole
    password: Text | None = None


class AccountChange(RequestModel):
    name: Text | None = None
    email: Text | None = None
    role: OneRole | None = None
    active: bool | None = None


@router.get("/me")
async def me(caller: Caller) -> Me:
    return Me(id=caller.account_id, name=caller.name, email=caller.email, role=caller.role)


@router.get("/accounts")
async def list_accounts(
    *,
    caller: Caller,
    desk: TheDesk,
    q: Annotated[str, Query(max_length=SEARCH_CHARACTERS_MAX)] = "",
    role: Role | None = None,
    cursor: Cursor = None,
    limit: Limit = LIMIT_DEFAULT,
) -> Page[AccountItem]:
    require(caller, Role.ADMIN)
    after = str(decode_cursor(cursor, str)[0]) if cursor else ""
    found = await desk.accounts.page(AccountFilter(q.strip(), role), after, limit + 1)
    accounts, following = page_of(found, limit, lambda account: (account.email,))
    return Page(items=[item_of(account) for account in accounts], next=following)


@router.post("/accounts", status_code=201)
async def create_account(body: NewAccount, caller: Caller, desk: TheDesk) -> AccountItem:
    require(caller, Role.ADMIN)
    email = Email.parse(body.email)
    password_hash = None
    if body.password is not None:
        check_new_password(body.password, email)
        password_hash = await desk.hasher.hash(body.password)
    command = CreateAccount(
        AccountId(new_id()), caller.account_id, body.name, email, body.role, password_hash=password_hash
    )
    return await item(desk, await desk.mediator.handle_command(command))


@router.get("/accounts/{account_id}")
async def read_account(account_id: UUID, caller: Caller, desk: TheDesk) -> AccountItem:
    require(caller, Role.ADMIN)
    return await item(desk, AccountId(account_id))


@router.patch("/accounts/{account_id}")
async def change_account(account_id: UUID, body: AccountChange, caller: Caller, desk: TheDesk) -> AccountItem:
    """What is left out stays as it is; all of it happens or none."""
    require(caller, Role.ADMIN)
    await desk.mediator.handle_all(commands_for(AccountId(account_id), body, caller))
    return await item(desk, AccountId(account_id))


def commands_for(account_id: AccountId, body: AccountChange, caller: Account) -> list[Command[None]]:
    by = caller.account_id
    email = None if body.email is None else Email.parse(body.email)
    commands: list[Command[None]] = [ChangeAccount(account_id, by, body.name, email, body.role)]
    if body.active is False:
        commands.append(DeactivateAccount(account_id, by))
    if body.active is True:
        commands.append(ReactivateAccount(account_id, by))
    return commands


async def item(desk: Desk, account_id: AccountId) -> AccountItem:
    account = await desk.accounts.get(account_id)
    if account is None:
        raise AccountNotFound("There is no such account.")
    return item_of(account)


def item_of(account: AccountView) -> AccountItem:
    return AccountItem(
        id=account.account_id,
        name=account.name,
        email=account.email,
        role=account.role,
        active=account.active,
        locale=account.locale,
        version=account.version,
    )
