"""Who is asking auth itself: browsers by its own sessions, scripts by the access tokens it signs."""

from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import HTTPConnection

from auth.application.account_view import AccountView
from auth.application.commands.see_session import SeeSession
from auth.application.ports import TokenReader
from auth.application.queries.signed_in import SignedIn, SignedInAccounts
from auth.application.scope import Scope
from auth.domain.secret import digest
from auth.domain.session import SessionLifetime
from auth.entrypoints.access import Access
from chassis.access.account import Account
from chassis.clock import Clock
from chassis.mediator import Mediator
from chassis.pages import Visitor
from chassis.web.session_cookie import SessionCookie
from chassis.web.tokens import InvalidToken


@dataclass(frozen=True, slots=True)
class AuthVisitors:
    """Browsers (chassis.web.visitors.Visitors)."""

    signed_in: SignedInAccounts
    mediator: Mediator[Scope]
    lifetime: SessionLifetime
    cookie: SessionCookie
    clock: Clock

    async def visitor(self, connection: HTTPConnection) -> Visitor | None:
        found = await self._find(connection)
        connection.state.signed_in = found
        if found is None:
            return None
        account = found.account
        connection.state.account = known_account(account)
        if connection.scope["type"] == "http" and found.session.is_due_to_be_seen(self.clock.now()):
            await self.mediator.handle_command(SeeSession(found.session.token_digest))
        return Visitor(account.account_id, account.name, account.email, account.role)

    def sign_in_path(self, next: str) -> str:
        return f"/sign-in?next={quote(next, safe='')}"

    async def _find(self, connection: HTTPConnection) -> SignedIn | None:
        token = self.cookie.read(connection)
        found = None if token is None else await self.signed_in.with_token(digest(token))
        if found is None or not found.account.active:
            return None
        return found if found.session.is_live(self.clock.now(), self.lifetime) else None


@dataclass(frozen=True, slots=True)
class AuthCallers:
    """Scripts (chassis.web.callers.Callers); the account as stored here decides, whatever the token says."""

    reader: TokenReader
    access: Access

    async def caller(self, token: str) -> Account:
        claims = await self.reader.access_token(token)
        account = None if claims is None else await self.access.account_behind(claims)
        if account is None:
            raise InvalidToken("This access token is not valid here, or not any more.")
        return known_account(account)


def known_account(account: AccountView) -> Account:
    return Account(
        account.account_id,
        account.version,
        account.name,
        account.email,
        account.role,
        account.active,
        account.locale,
    )
