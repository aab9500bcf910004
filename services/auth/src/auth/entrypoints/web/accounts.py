"""The accounts page: admins look through, create, edit, deactivate and reactivate."""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from auth.application.account_view import AccountView
from auth.application.commands.change_account import ChangeAccount
from auth.application.commands.create_account import CreateAccount
from auth.application.commands.deactivate_account import DeactivateAccount
from auth.application.commands.end_every_session import EndEverySession
from auth.application.commands.invite_account import InviteAccount
from auth.application.commands.reactivate_account import ReactivateAccount
from auth.application.queries.account_list import AccountFilter
from auth.application.queries.audit import ActFilter, ActView
from auth.domain.email import Email
from auth.domain.errors import AccountNotFound
from auth.domain.password import check_new_password
from auth.entrypoints.desk import Desk, TheDesk
from auth.entrypoints.web.act_words import ACT_WORDS, ALARMING, told
from auth.entrypoints.web.refusals import field_errors, in_words
from chassis.access.account import require
from chassis.errors import ServiceError
from chassis.identifiers import AccountId, new_id
from chassis.messages import Command
from chassis.roles import Role
from chassis.web.callers import SignedIn
from chassis.web.paging import decode_cursor, page_of

ROWS = 50
COUNTED_MAX = 201
SEARCH_CHARACTERS_MAX = 200
STATES = {"active": True, "deactivated": False}
ACTS_SHOWN = 10

router = APIRouter(prefix="/accounts")

Field = Annotated[str, Form()]
Search = Annotated[str, Query(max_length=SEARCH_CHARACTERS_MAX)]


@router.get("")
async def accounts_page(
    *,
    request: Request,
    account: SignedIn,
    desk: TheDesk,
    q: Search = "",
    role: str = "",
    state: str = "",
    cursor: str = "",
) -> Response:
    require(account, Role.ADMIN)
    return desk.pages.render(request, "auth/accounts.html", **await _listed(desk, q, role, state, cursor))


@router.get("/list")
async def accounts_list(
    *,
    request: Request,
    account: SignedIn,
    desk: TheDesk,
    q: Search = "",
    role: str = "",
    state: str = "",
    cursor: str = "",
) -> Response:
    require(account, Role.ADMIN)
    listed = await _listed(desk, q, role, state, cursor)
    return desk.pages.fragment(request, "auth/accounts.html", "list", **listed)


async def _listed(desk: Desk, q: str, role: str, state: str, cursor: str) -> dict[str, Any]:
    wanted = AccountFilter(q.strip(), Role(role) if role in list(Role) else None, STATES.get(state))
    after = str(decode_cursor(cursor, str)[0]) if cursor else ""
    found = await desk.accounts.page(wanted, after, ROWS + 1)
    accounts, following = page_of(found, ROWS, lambda account: (account.email,))
    counted = await desk.accounts.count(wanted, COUNTED_MAX)
    return {
        "accounts": accounts,
        "count": min(counted, COUNTED_MAX - 1),
        "more": counted >= COUNTED_MAX,
        "q": q,
        "role": role,
        "roles": list(Role),
        "state": state if state in STATES else "",
        "live_href": _address("/accounts/list", q, role, state, cursor),
        "first_href": "/accounts" if cursor else "",
        "following_href": _address("/accounts", q, role, state, following) if following else "",
    }


def _address(path: str, q: str, role: str, state: str, cursor: str) -> str:
    asked = (("q", q), ("role", role), ("state", state), ("cursor", cursor))
    return f"{path}?{urlencode({name: value for name, value in asked if value})}"


@router.get("/new")
async def new_account_page(request: Request, account: SignedIn, desk: TheDesk) -> Response:
    require(account, Role.ADMIN)
    return _form(request, desk, None, {"name": "", "email": "", "role": Role.WORKER.value})


@router.post("/new")
async def create_account(
    *,
    request: Request,
    account: SignedIn,
    desk: TheDesk,
    name: Field = "",
    email: Field = "",
    role: Field = "",
    password: Field = "",
) -> Response:
    require(account, Role.ADMIN)
    values = {"name": name, "email": email, "role": role}
    try:
        address = Email.parse(email)
        password_hash = await _hashed(desk, password, address)
        command = CreateAccount(
            AccountId(new_id()),
            account.account_id,
            name,
            address,
            _role(role),
            desk.pages.locale(request),
            password_hash,
        )
        await desk.mediator.handle_command(command)
    except ServiceError as refusal:
        errors = field_errors(request, desk.pages, refusal)
        return _form(request, desk, None, values, errors=errors, status=422)
    text = desk.pages.gettext(request, "Created: %(name)s", name=name)
    return desk.pages.redirect(request, "/accounts", flash=("good", text))


@router.get("/{account_id}")
async def edit_account_page(request: Request, account: SignedIn, desk: TheDesk, account_id: UUID) -> Response:
    require(account, Role.ADMIN)
    edited = await _find(desk, account_id)
    values = {"name": edited.name, "email": edited.email, "role": edited.role}
    return _form(request, desk, edited, values, acts=await _history(desk, edited))


@router.post("/{account_id}")
async def change_account(
    *,
    request: Request,
    account: SignedIn,
    desk: TheDesk,
    account_id: UUID,
    name: Field = "",
    email: Field = "",
    role: Field = "",
) -> Response:
    require(account, Role.ADMIN)
    edited = await _find(desk, account_id)
    try:
        await desk.mediator.handle_command(
            ChangeAccount(edited.account_id, account.account_id, name, Email.parse(email), _role(role))
        )
    except ServiceError as refusal:
        values = {"name": name, "email": email, "role": role}
        errors = field_errors(request, desk.pages, refusal)
        acts = await _history(desk, edited)
        return _form(request, desk, edited, values, acts=acts, errors=errors, status=422)
    text = desk.pages.gettext(request, "Saved: %(name)s", name=name)
    return desk.pages.redirect(request, "/accounts", flash=("good", text))


@router.get("/{account_id}/deactivate")
async def deactivate_page(request: Request, account: SignedIn, desk: TheDesk, account_id: UUID) -> Response:
    require(account, Role.ADMIN)
    return desk.pages.render(
        request, "auth/deactivate.html", account=await _find(desk, account_id), narrow=True
    )


@router.post("/{account_id}/deactivate")
async def deactivate(request: Request, account: SignedIn, desk: TheDesk, account_id: UUID) -> Response:
    require(account, Role.ADMIN)
    edited = await _find(desk, account_id)
    text = desk.pages.gettext(request, "Deactivated: %(name)s", name=edited.name)
    command = DeactivateAccount(edited.account_id, account.account_id)
    return await _do(request, desk, command, text)


@router.post("/{account_id}/reactivate")
async def reactivate(request: Request, account: SignedIn, desk: TheDesk, account_id: UUID) -> Response:
    require(account, Role.ADMIN)
    edited = await _find(desk, account_id)
    text = desk.pages.gettext(request, "Active again: %(name)s", name=edited.name)
    command = ReactivateAccount(edited.account_id, account.account_id)
    return await _do(request, desk, command, text)


@router.post("/{account_id}/invite")
async def invite(request: Request, account: SignedIn, desk: TheDesk, account_id: UUID) -> Response:
    require(account, Role.ADMIN)
    edited = await _find(desk, account_id)
    text = desk.pages.gettext(request, "Invited: %(name)s", name=edited.name)
    return await _do(request, desk, InviteAccount(edited.account_id, account.account_id), text)


@router.post("/{account_id}/sign-out")
async def sign_out_everywhere(
    request: Request, account: SignedIn, desk: TheDesk, account_id: UUID
) -> Response:
    require(account, Role.ADMIN)
    edited = await _find(desk, account_id)
    text = desk.pages.gettext(request, "Signed out everywhere: %(name)s", name=edited.name)
    return await _do(request, desk, EndEverySession(edited.account_id, account.account_id), text)


async def _do(request: Request, desk: Desk, command: Command[None], text: str) -> Response:
    try:
        await desk.mediator.handle_command(command)
    except ServiceError as refusal:
        words = in_words(request, desk.pages, refusal)
        return desk.pages.redirect(request, "/accounts", flash=("bad", words))
    return desk.pages.redirect(request, "/accounts", flash=("good", text))


async def _history(desk: Desk, account: AccountView) -> Sequence[ActView]:
    """What happened last to the account, and what its owner did."""
    return await desk.audit.page(ActFilter(account_id=account.account_id), None, ACTS_SHOWN)


async def _hashed(desk: Desk, password: str, email: Email) -> str | None:
    """None without a password: then the owner is invited to choose one."""
    if not password:
        return None
    check_new_password(password, email)
    return await desk.hasher.hash(password)


async def _find(desk: Desk, account_id: UUID) -> AccountView:
    account = await desk.accounts.get(AccountId(account_id))
    if account is None:
        raise AccountNotFound("There is no such account.")
    return account


def _role(text: str) -> Role:
    return Role(text) if text in list(Role) else Role.WORKER


def _form(
    request: Request,
    desk: Desk,
    edited: AccountView | None,
    values: dict[str, str],
    *,
    acts: Sequence[ActView] = (),
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    return desk.pages.render(
        request,
        "auth/account_form.html",
        status,
        edited=edited,
        values=values,
        errors=errors or {},
        roles=list(Role),
        acts=acts,
        words=ACT_WORDS,
        alarming=ALARMING,
        told=told,
        narrow=True,
    )
