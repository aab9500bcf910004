"""Who is asking, as a dependency: `Caller` on the API (access token), `SignedIn` on pages (session)."""

from typing import Annotated, Protocol, cast

from fastapi import Depends, Request
from fastapi.openapi.models import HTTPBearer as HTTPBearerScheme
from fastapi.security.base import SecurityBase
from starlette.requests import HTTPConnection

from chassis.access.account import UNHEARD_OF, Account, require
from chassis.access.directory import AccountDirectory
from chassis.errors import Forbidden
from chassis.visitor import Visitor
from chassis.web.rate_limit import RateLimiter
from chassis.web.tokens import AccessTokens, Claims, Unauthenticated
from chassis.web.visitors import Visitors

__all__ = ["BearerCallers", "Caller", "Callers", "SignInRequired", "SignedIn", "Unauthenticated", "require"]

LOCALE_DEFAULT = "en"


class AccountDeactivated(Forbidden):
    """The account is known and may not act any more."""

    code = "account_deactivated"


class SignInRequired(Exception):
    """A page that needs a signed-in visitor was asked for without one."""


class Callers(Protocol):
    """Knows API callers by their access token."""

    async def caller(self, token: str) -> Account:
        """The account that `token` was issued to; raises `Unauthenticated`."""
        ...


class BearerCallers:
    """Callers with an access token of auth's; the replicated account decides, the token's claims only until
    it is here."""

    def __init__(self, tokens: AccessTokens, accounts: AccountDirectory) -> None:
        self._tokens = tokens
        self._accounts = accounts

    async def caller(self, token: str) -> Account:
        """The account that `token` was issued to; raises `Unauthenticated` or `SignInUnavailable`."""
        claims = await self._tokens.verify(token)
        return await self._accounts.find(claims.account_id) or account_of_claims(claims)


def account_of_claims(claims: Claims) -> Account:
    """An account not yet heard of, as its token tells it."""
    return Account(
        claims.account_id, UNHEARD_OF, claims.name, claims.email, claims.role, True, LOCALE_DEFAULT
    )


def account_of_visitor(visitor: Visitor) -> Account:
    """The account behind a session, where the visitors' own knowledge does not go further."""
    return Account(
        visitor.account_id, UNHEARD_OF, visitor.name, visitor.email, visitor.role, True, LOCALE_DEFAULT
    )


class BearerToken(SecurityBase):
    """Takes the token out of `Authorization: Bearer …` and tells OpenAPI of it."""

    def __init__(self) -> None:
        self.model = HTTPBearerScheme(bearerFormat="JWT", description="An access token of the auth service.")
        self.scheme_name = "bearer"

    async def __call__(self, request: Request) -> str:
        """The token; raises `Unauthenticated` when there is none."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated("Send an access token: Authorization: Bearer …")
        return token.strip()


async def _caller(request: Request, token: Annotated[str, Depends(BearerToken())]) -> Account:
    callers: Callers = request.app.state.callers
    limiter: RateLimiter = request.app.state.caller_limit
    account = await callers.caller(token)
    limiter.take(str(account.account_id))
    if not account.active:
        raise AccountDeactivated("This account is deactivated.")
    return account


async def _signed_in(request: Request) -> Account:
    visitor = await visitor_of(request)
    if visitor is None:
        raise SignInRequired
    limiter: RateLimiter = request.app.state.caller_limit
    limiter.take(str(visitor.account_id))
    account = getattr(request.state, "account", None)
    return cast("Account", account) if account is not None else account_of_visitor(visitor)


async def visitor_of(connection: HTTPConnection) -> Visitor | None:
    """The visitor, looked up once per request and kept in `state.visitor`, where the pages look for it."""
    if not hasattr(connection.state, "visitor"):
        visitors: Visitors = connection.app.state.visitors
        connection.state.visitor = await visitors.visitor(connection)
    return cast("Visitor | None", connection.state.visitor)


Caller = Annotated[Account, Depends(_caller)]
"""The active account behind the request's access token; 401 without one, 403 when deactivated."""

SignedIn = Annotated[Account, Depends(_signed_in)]
"""The active account behind the request's session cookie; otherwise the browser is sent to sign in."""
