"""Auth's web process."""

from pathlib import Path

from fastapi import FastAPI

import auth.entrypoints.web
from auth.application.commands.ensure_signing_key import EnsureSigningKey
from auth.bootstrap.assembly import Application, application
from auth.bootstrap.first_admin import invite_first_admin
from auth.entrypoints.access import Access
from auth.entrypoints.api import accounts as accounts_api
from auth.entrypoints.continuation import Continuations
from auth.entrypoints.desk import Desk
from auth.entrypoints.live import ACCOUNT_EVENTS, hints_of
from auth.entrypoints.oidc import authorize, discovery, end_session, introspect, token, userinfo
from auth.entrypoints.visitors import AuthCallers, AuthVisitors
from auth.entrypoints.web import (
    account,
    accounts,
    audit,
    links,
    mails,
    passkeys,
    personal_tokens,
    register,
    sessions,
    sign_in,
)
from auth.entrypoints.whereabouts import Whereabouts
from auth.settings import AuthSettings
from chassis.clock import Clock, SystemClock
from chassis.live import LiveHub
from chassis.observability import observe_command
from chassis.pages import Pages, Section, message
from chassis.roles import Role
from chassis.web.application import create_app
from chassis.web.session_cookie import SessionCookie

WEB_FOLDER = Path(auth.entrypoints.web.__file__).parent
AUTHENTICATED_BY_THEMSELVES = ("/token", "/revoke", "/introspect", "/userinfo", "/authorize", "/end-session")
ROUTERS = (
    authorize.router,
    token.router,
    sign_in.router,
    userinfo.router,
    end_session.router,
    introspect.router,
    discovery.router,
    account.router,
    sessions.router,
    passkeys.router,
    personal_tokens.router,
    register.router,
    links.router,
    audit.router,
    mails.router,
    accounts.router,
)
"""They are tried in this order: what is asked most comes first."""


def web() -> FastAPI:
    return web_application(AuthSettings(), SystemClock())


def web_application(settings: AuthSettings, clock: Clock) -> FastAPI:
    live = LiveHub(settings.rabbitmq_url.get_secret_value(), "auth", {"auth": ACCOUNT_EVENTS}, hints_of)
    core = application(
        settings, clock, process="auth-web", observe=observe_command, look_again=live.session_ended
    )
    pages = _pages(settings, clock)
    desk = _desk(core, pages)
    app = create_app(
        settings=settings,
        service="auth",
        title="Auth",
        visitors=AuthVisitors(desk.signed_in, desk.mediator, desk.lifetime, desk.cookie, clock),
        callers=AuthCallers(desk.reader, desk.access),
        database=core.database,
        pages=pages,
        api=[accounts_api.router],
        web=ROUTERS,
        live=live,
        background=[core.signal, _Readying(core)],
        same_origin_exempt=AUTHENTICATED_BY_THEMSELVES,
    )
    app.add_middleware(Whereabouts)
    app.state.desk = desk
    return app


class _Readying:
    """Makes the first signing key before the first request; lets go of the hashing threads after the last."""

    def __init__(self, core: Application) -> None:
        self._core = core

    async def start(self) -> None:
        await self._core.mediator.handle_command(EnsureSigningKey())
        await invite_first_admin(self._core)

    async def stop(self) -> None:
        self._core.hasher.close()


def _pages(settings: AuthSettings, clock: Clock) -> Pages:
    return Pages(
        "auth",
        ["auth"],
        dashboards=settings.dashboards,
        time_zone=settings.time_zone,
        secret=settings.session_secret.get_secret_value(),
        catalogues=[WEB_FOLDER / "locale"],
        environment=settings.environment,
        sections=[
            Section("/account", message("My account")),
            Section("/accounts", message("Accounts"), roles=frozenset({Role.ADMIN})),
        ],
        clock=clock,
    )


def _desk(core: Application, pages: Pages) -> Desk:
    settings, provider = core.settings, core.provider
    return Desk(
        issuer=provider.issuer,
        mediator=core.mediator,
        accounts=core.queries.accounts,
        signed_in=core.queries.signed_in,
        personal_tokens=core.queries.personal_tokens,
        audit=core.queries.audit,
        passkeys=core.queries.passkeys,
        links=core.queries.links,
        waiting_mails=core.queries.waiting_mails,
        sends_mail=settings.mail_server is not None,
        access=Access(core.queries.accounts, core.queries.signed_in, core.queries.personal_tokens),
        clients=provider.clients,
        tokens=provider.tokens,
        reader=provider.reader,
        keys=provider.keys,
        sign_in=core.sign_in,
        hasher=core.hasher,
        lifetime=core.session_lifetime,
        clock=core.clock,
        time_zone=settings.time_zone,
        pages=pages,
        continuations=Continuations(settings.session_secret.get_secret_value()),
        self_registration=settings.self_registration,
        registration_confirmed=settings.confirms_registrations,
        cookie=SessionCookie("auth", https=settings.public_url.startswith("https:")),
    )
