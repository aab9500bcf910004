"""What auth's endpoints reach for, built once by the composition root and kept with the application."""

from dataclasses import dataclass
from datetime import tzinfo
from typing import Annotated, cast

from fastapi import Depends
from starlette.requests import HTTPConnection
from starlette.responses import Response

from auth.application.letter_ports import OpenLinks
from auth.application.passkey_ports import PasskeyList
from auth.application.ports import Hasher, PublishedKeys, TokenReader
from auth.application.queries.account_list import AccountList
from auth.application.queries.audit import Audit
from auth.application.queries.personal_token_list import PersonalTokenList
from auth.application.queries.signed_in import SignedIn, SignedInAccounts
from auth.application.queries.waiting_mails import WaitingMails
from auth.application.scope import Scope
from auth.application.sign_in import SignIn
from auth.application.tokens import Tokens
from auth.domain.client import Clients
from auth.domain.session import SessionLifetime
from auth.entrypoints.access import Access
from auth.entrypoints.continuation import Continuations
from chassis.clock import Clock
from chassis.mediator import Mediator
from chassis.pages import Pages
from chassis.web.session_cookie import SessionCookie


@dataclass(frozen=True, slots=True)
class Desk:
    issuer: str
    mediator: Mediator[Scope]
    accounts: AccountList
    signed_in: SignedInAccounts
    personal_tokens: PersonalTokenList
    audit: Audit
    passkeys: PasskeyList
    links: OpenLinks
    waiting_mails: WaitingMails
    sends_mail: bool
    access: Access
    clients: Clients
    tokens: Tokens
    reader: TokenReader
    keys: PublishedKeys
    sign_in: SignIn
    hasher: Hasher
    lifetime: SessionLifetime
    clock: Clock
    time_zone: tzinfo
    pages: Pages
    continuations: Continuations
    self_registration: bool
    registration_confirmed: bool
    cookie: SessionCookie


async def desk_of(connection: HTTPConnection) -> Desk:
    return cast("Desk", connection.app.state.desk)


TheDesk = Annotated[Desk, Depends(desk_of)]


def keep_session(desk: Desk, response: Response, token: str, *, remembered: bool) -> None:
    """Give the browser its session's token, past its closing where it is to be remembered."""
    kept = int(desk.lifetime.remembered_absolute.total_seconds()) if remembered else None
    desk.cookie.put(response, token, kept)


def present(connection: HTTPConnection) -> SignedIn | None:
    """Who is signed in, as the visitors found them for this request."""
    return cast("SignedIn | None", getattr(connection.state, "signed_in", None))
