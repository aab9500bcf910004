"""Registering oneself, where the installation allows it."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from auth.application.commands.ask_to_register import AskToRegister
from auth.application.commands.register_account import RegisterAccount
from auth.domain.email import Email
from auth.domain.errors import RegistrationClosed
from auth.domain.password import check_new_password
from auth.entrypoints.continuation import local_path
from auth.entrypoints.desk import Desk, TheDesk
from auth.entrypoints.web.refusals import field_errors
from auth.entrypoints.web.sign_in import origin_of
from chassis.errors import ServiceError
from chassis.identifiers import AccountId, new_id
from chassis.web.callers import visitor_of

router = APIRouter()

Field = Annotated[str, Form()]


@router.get("/register")
async def register_page(request: Request, desk: TheDesk, next: str = "") -> Response:
    await visitor_of(request)
    _check_open(desk)
    return _page(request, desk, path=local_path(next))


@router.post("/register")
async def register(
    *,
    request: Request,
    desk: TheDesk,
    name: Field = "",
    email: Field = "",
    password: Field = "",
    next: Field = "",
) -> Response:
    await visitor_of(request)
    _check_open(desk)
    path = local_path(next)
    try:
        if desk.registration_confirmed:
            await _ask(request, desk, name, email, password)
            return _page(request, desk, path=path, asked=True)
        await _register(request, desk, name, email, password)
        token = await desk.sign_in(email, password, origin_of(request, desk))
    except ServiceError as refusal:
        errors = field_errors(request, desk.pages, refusal)
        return _page(request, desk, path=path, name=name, email=email, errors=errors, status=422)
    response = desk.pages.redirect(request, path)
    desk.cookie.put(response, token)
    return response


async def _ask(request: Request, desk: Desk, name: str, email: str, password: str) -> None:
    """Takes as long, and says the same, for an e-mail that somebody has already."""
    address = Email.parse(email)
    check_new_password(password, address)
    password_hash = await desk.hasher.hash(password)
    locale = desk.pages.locale(request)
    await desk.mediator.handle_command(AskToRegister(name, address, password_hash, locale))


async def _register(request: Request, desk: Desk, name: str, email: str, password: str) -> None:
    address = Email.parse(email)
    check_new_password(password, address)
    password_hash = await desk.hasher.hash(password)
    locale = desk.pages.locale(request)
    await desk.mediator.handle_command(
        RegisterAccount(AccountId(new_id()), name, address, password_hash, locale)
    )


def _check_open(desk: Desk) -> None:
    if not desk.self_registration:
        raise RegistrationClosed("Accounts are created by an admin here.")


def _page(
    request: Request,
    desk: Desk,
    *,
    path: str,
    name: str = "",
    email: str = "",
    asked: bool = False,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    return desk.pages.render(
        request,
        "auth/register.html",
        status,
        path_on=path,
        name=name,
        email=email,
        asked=asked,
        errors=errors or {},
        bare=True,
        live=False,
    )
