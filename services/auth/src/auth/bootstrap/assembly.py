"""Auth on its database, without a process around it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from auth.adapters.argon2 import Argon2Passwords
from auth.adapters.authenticators import LazyAuthenticators
from auth.adapters.postgres.account_list import PostgresAccountList
from auth.adapters.postgres.accounts import PostgresAccounts
from auth.adapters.postgres.audit import PostgresAudit, PostgresAuditTrail
from auth.adapters.postgres.grants import PostgresGrants
from auth.adapters.postgres.letters import (
    PostgresMailedLinks,
    PostgresOpenLinks,
    PostgresOutgoingLetters,
    PostgresWaitingMails,
)
from auth.adapters.postgres.logout_notices import CommittedOpenPages, LookAgain, PostgresLogoutNotices
from auth.adapters.postgres.passkeys import (
    PostgresPasskeyChallenges,
    PostgresPasskeyList,
    PostgresPasskeys,
)
from auth.adapters.postgres.passwords import PostgresPasswords
from auth.adapters.postgres.personal_tokens import PostgresPersonalTokenList, PostgresPersonalTokens
from auth.adapters.postgres.remains import PostgresRemains
from auth.adapters.postgres.sessions import PostgresSessions
from auth.adapters.postgres.sign_in_attempts import PostgresSignInAttempts
from auth.adapters.postgres.signed_in import PostgresSignedInAccounts
from auth.adapters.postgres.signing_keys import PostgresSigningKeys
from auth.adapters.signing import EcKeyMaker, KeyRing, LoadKeys
from auth.adapters.vault import DrawnSecrets, Vault
from auth.application.letter_ports import OpenLinks
from auth.application.passkey_ports import PasskeyList
from auth.application.ports import PublishedKeys, TokenReader
from auth.application.queries.account_list import AccountList
from auth.application.queries.audit import Audit
from auth.application.queries.personal_token_list import PersonalTokenList
from auth.application.queries.signed_in import SignedInAccounts
from auth.application.queries.waiting_mails import WaitingMails
from auth.application.scope import Scope
from auth.application.sign_in import SignIn
from auth.application.tokens import Tokens
from auth.bootstrap.handlers import Instruments, registered
from auth.domain.client import Client, Clients
from auth.domain.identifiers import ClientId
from auth.domain.session import SessionLifetime
from auth.domain.signing_key import SigningKey
from auth.settings import DEMO_CLIENT, SERVICES, AuthSettings, ClientSettings
from chassis.clock import Clock
from chassis.identifiers import AccountId
from chassis.mediator import Mediator, Observe, OpenScope, RecordedEvents, unobserved
from chassis.postgres.database import Database
from chassis.postgres.outbox import PostgresOutbox
from chassis.postgres.signal import OutboxSignal


def nobody_looks(_account_id: AccountId) -> None:
    """No page is open in this process."""


@dataclass(frozen=True, slots=True)
class Queries:
    accounts: AccountList
    signed_in: SignedInAccounts
    personal_tokens: PersonalTokenList
    audit: Audit
    passkeys: PasskeyList
    links: OpenLinks
    waiting_mails: WaitingMails


@dataclass(frozen=True, slots=True)
class Provider:
    """What the OpenID endpoints need besides commands and queries."""

    issuer: str
    clients: Clients
    tokens: Tokens
    reader: TokenReader
    keys: PublishedKeys


@dataclass(frozen=True, slots=True)
class Application:
    """Auth without its web process: what the command line, the demo loader and tests call.

    `await start()` before the first command, `await stop()` after the last.
    """

    settings: AuthSettings
    clock: Clock
    database: Database
    signal: OutboxSignal
    mediator: Mediator[Scope]
    queries: Queries
    provider: Provider
    sign_in: SignIn
    hasher: Argon2Passwords
    session_lifetime: SessionLifetime

    async def start(self) -> None:
        await self.signal.start()

    async def stop(self) -> None:
        await self.signal.stop()
        self.hasher.close()
        await self.database.close()


def application(
    settings: AuthSettings,
    clock: Clock,
    *,
    process: str = "auth",
    observe: Observe = unobserved,
    look_again: LookAgain = nobody_looks,
) -> Application:
    """Auth on its PostgreSQL; `clock` may be one that tells another time, for the history of a demo.

    `look_again` is told whose sessions have ended, for pages that are open in this process.
    """
    database = Database(settings.database_url.get_secret_value(), application_name=process)
    signal = OutboxSignal(settings.database_url.get_secret_value())
    key_encryption_key = settings.key_encryption_key.get_secret_value()
    vault = Vault(key_encryption_key)
    hasher = password_hasher(settings)
    secrets = DrawnSecrets(key_encryption_key)
    clients = clients_of(settings)
    instruments = Instruments(
        clock,
        secrets,
        secrets,
        EcKeyMaker(vault),
        LazyAuthenticators(settings.issuer),
        settings.self_registration,
        tuple(logout_addresses(clients)),
    )
    scopes = postgres_scopes(database, signal, clock, look_again)
    mediator = registered(Mediator(scopes, observe), instruments)
    ring = KeyRing(_load_keys(database), vault, clock, settings.issuer)
    return Application(
        settings=settings,
        clock=clock,
        database=database,
        signal=signal,
        mediator=mediator,
        queries=_queries(database),
        provider=Provider(settings.issuer, clients, Tokens(ring, clock, settings.issuer), ring, ring),
        sign_in=SignIn(mediator, hasher, secrets),
        hasher=hasher,
        session_lifetime=_session_lifetime(settings),
    )


def _queries(database: Database) -> Queries:
    return Queries(
        PostgresAccountList(database),
        PostgresSignedInAccounts(database),
        PostgresPersonalTokenList(database),
        PostgresAudit(database),
        PostgresPasskeyList(database),
        PostgresOpenLinks(database),
        PostgresWaitingMails(database),
    )


def _session_lifetime(settings: AuthSettings) -> SessionLifetime:
    return SessionLifetime(
        timedelta(hours=settings.session_idle_hours),
        timedelta(days=settings.session_days_max),
        timedelta(days=settings.remembered_idle_days),
        timedelta(days=settings.remembered_days_max),
    )


def postgres_scopes(
    database: Database, signal: OutboxSignal, clock: Clock, look_again: LookAgain
) -> OpenScope[Scope]:
    @asynccontextmanager
    async def open_scope() -> AsyncIterator[Scope]:
        events = RecordedEvents()
        async with database.transaction() as transaction:
            yield Scope(
                events=events,
                accounts=PostgresAccounts(transaction, events),
                passwords=PostgresPasswords(transaction),
                sessions=PostgresSessions(transaction, events),
                grants=PostgresGrants(transaction, events),
                attempts=PostgresSignInAttempts(transaction),
                signing_keys=PostgresSigningKeys(transaction),
                remains=PostgresRemains(transaction),
                personal_tokens=PostgresPersonalTokens(transaction),
                audit=PostgresAuditTrail(transaction, clock),
                mailed_links=PostgresMailedLinks(transaction),
                letters=PostgresOutgoingLetters(transaction),
                passkeys=PostgresPasskeys(transaction),
                passkey_challenges=PostgresPasskeyChallenges(transaction),
                logout_notices=PostgresLogoutNotices(transaction),
                open_pages=CommittedOpenPages(transaction, look_again),
                outbox=PostgresOutbox(transaction, source="auth", clock=clock, wake=signal.wake),
            )

    return open_scope


def password_hasher(settings: AuthSettings) -> Argon2Passwords:
    return Argon2Passwords(
        passes=settings.password_passes,
        memory_kib=settings.password_memory_kib,
        lanes=settings.password_lanes,
        threads=settings.password_threads,
    )


def clients_of(settings: AuthSettings) -> Clients:
    configured = dict(settings.clients)
    if settings.demo:
        configured.setdefault("demo", ClientSettings.model_validate(DEMO_CLIENT))
    return Clients({ClientId(name): _client(name, client, settings) for name, client in configured.items()})


def _client(name: str, client: ClientSettings, settings: AuthSettings) -> Client:
    address = settings.address_of(name) if name in SERVICES else ""
    return Client(
        ClientId(name),
        client.name or name.capitalize(),
        client.secret_digest,
        client.redirect_uris or (f"{address}/sign-in/callback",),
        client.post_logout_redirect_uris or ((f"{address}/",) if address else ()),
        client.back_channel_logout_uri or (f"{address}/back-channel-logout" if address else None),
    )


def logout_addresses(clients: Clients) -> dict[ClientId, str]:
    """Where those clients are told of ended sessions that want to be."""
    return {
        client.client_id: client.back_channel_logout_uri
        for client in clients.all()
        if client.back_channel_logout_uri is not None
    }


def _load_keys(database: Database) -> LoadKeys:
    async def load() -> Sequence[SigningKey]:
        async with database.reading() as transaction:
            return await PostgresSigningKeys(transaction).all()

    return load
