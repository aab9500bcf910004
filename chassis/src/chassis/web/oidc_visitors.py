"""Visitors who signed in at auth: this service's sessions, and the routes to get and end one."""

from collections.abc import Callable, Sequence

from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute

from chassis.access.account import Account
from chassis.access.directory import AccountDirectory
from chassis.clock import Clock, SystemClock
from chassis.identifiers import AccountId
from chassis.pages import Pages
from chassis.postgres.database import Database
from chassis.settings import ServiceSettings
from chassis.visitor import Visitor
from chassis.web.callers import BearerCallers, Callers
from chassis.web.postgres_sessions import PostgresSessions
from chassis.web.provider import Provider
from chassis.web.session_cookie import SessionCookie
from chassis.web.sessions import Sessions, WebSession, digest_of
from chassis.web.sign_in import SignIn, sign_in_path
from chassis.web.signing_keys import SigningKeys
from chassis.web.tokens import AccessTokens

SYSTEM_CLOCK = SystemClock()


class OidcVisitors:
    """Knows visitors by their session here, and API callers by auth's tokens; the replicated account decides
    on both."""

    def __init__(
        self,
        *,
        sessions: Sessions,
        cookie: SessionCookie,
        accounts: AccountDirectory,
        callers: Callers,
        sign_in: SignIn,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self.accounts = accounts
        self.callers = callers
        self._sessions = sessions
        self._cookie = cookie
        self._sign_in = sign_in
        self._clock = clock

    @classmethod
    def of(
        cls,
        settings: ServiceSettings,
        service: str,
        database: Database,
        pages: Pages,
        clock: Clock = SYSTEM_CLOCK,
    ) -> "OidcVisitors":
        """The visitors of `service`, whose database has the tables `web_session` and `account`."""
        provider = Provider(settings.issuer, settings.issuer_internal_url)
        keys = SigningKeys(provider)
        accounts = AccountDirectory.of(database)
        sessions = PostgresSessions(database)
        cookie = SessionCookie(service, https=settings.public_url.startswith("https:"))
        return cls(
            sessions=sessions,
            cookie=cookie,
            accounts=accounts,
            callers=BearerCallers(AccessTokens(settings.issuer, keys), accounts),
            sign_in=SignIn(
                settings=settings,
                service=service,
                provider=provider,
                keys=keys,
                sessions=sessions,
                cookie=cookie,
                pages=pages,
                clock=clock,
            ),
            clock=clock,
        )

    def routes(self) -> Sequence[BaseRoute]:
        """`/sign-in`, `/sign-in/callback`, `/sign-out`, `/back-channel-logout`."""
        return self._sign_in.routes()

    def on_session_ended(self, tell: Callable[[AccountId], None]) -> None:
        """Have `tell` called with the account whenever a session is ended by its owner or by auth."""
        self._sign_in.on_session_ended(tell)

    def sign_in_path(self, next: str) -> str:
        """Where to send somebody who has to sign in, to come back to the local path `next` afterwards."""
        return sign_in_path(next)

    async def visitor(self, connection: HTTPConnection) -> Visitor | None:
        """The signed-in visitor, or None; the account as it is now goes into `connection.state.account`."""
        session_id = self._cookie.read(connection)
        if session_id is None:
            return None
        session = await self._live_session(digest_of(session_id), active=connection.scope["type"] == "http")
        if session is None:
            return None
        account = await self.accounts.find(session.account_id)
        if account is None:
            return session.visitor()
        return await self._visitor_with(account, session, connection)

    async def _visitor_with(
        self, account: Account, session: WebSession, connection: HTTPConnection
    ) -> Visitor | None:
        if not account.active:
            await self._sessions.end(session.digest)
            return None
        connection.state.account = account
        return Visitor(account.account_id, account.name, account.email, account.role)

    async def _live_session(self, digest: bytes, *, active: bool) -> WebSession | None:
        session = await self._sessions.find(digest)
        now = self._clock.now()
        if session is None or not session.is_live(now):
            return None
        if active and session.is_due_to_be_seen(now):
            await self._sessions.see(digest, now)
        return session
