"""Every adapter of auth's ports, memory and PostgreSQL alike."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
import pytest_asyncio

from auth.adapters.memory import MemoryAccountList, MemorySignedInAccounts
from auth.adapters.memory_audit import MemoryAudit
from auth.adapters.memory_letters import MemoryMailbag, MemoryMailedLinks, MemoryWaitingMails
from auth.adapters.memory_logout_notices import MemoryLogoutNotices
from auth.adapters.memory_personal_tokens import MemoryPersonalTokens
from auth.adapters.postgres.letters import PostgresMailbag
from auth.adapters.postgres.logout_notices import PostgresDueNotices
from auth.application.letter_ports import DueLetter, OpenLinks
from auth.application.logout_ports import DueNotices
from auth.application.queries.account_list import AccountList
from auth.application.queries.audit import Audit
from auth.application.queries.personal_token_list import PersonalTokenList
from auth.application.queries.signed_in import SignedInAccounts
from auth.application.queries.waiting_mails import WaitingMails
from auth.application.scope import Scope
from auth.bootstrap.assembly import application
from chassis.clock import SettableClock
from chassis.mailing import Mailbag
from tests.auth.builders import NOW
from tests.auth.settings import auth_settings
from tests.auth.unit.memory_auth import MemoryAuth
from tests.infrastructure import ServiceDatabase


class Adapters:
    """One technology's adapters: transactions to write in, and the queries."""

    def __init__(
        self,
        scope: Callable[[], AbstractAsyncContextManager[Scope]],
        accounts: AccountList,
        signed_in: SignedInAccounts,
        personal_tokens: PersonalTokenList,
        due_notices: DueNotices,
        audit: Audit,
        links: OpenLinks,
        mailbag: Mailbag[DueLetter],
        waiting_mails: WaitingMails,
    ) -> None:
        self.scope = scope
        self.accounts = accounts
        self.signed_in = signed_in
        self.personal_tokens = personal_tokens
        self.due_notices = due_notices
        self.audit = audit
        self.links = links
        self.mailbag = mailbag
        self.waiting_mails = waiting_mails


@pytest_asyncio.fixture(loop_scope="session", params=["memory", "postgres"])
async def adapters(
    request: pytest.FixtureRequest, service_database: ServiceDatabase
) -> AsyncIterator[Adapters]:
    if request.param == "memory":
        auth = MemoryAuth()
        yield Adapters(
            auth._scope,
            MemoryAccountList(auth.store),
            MemorySignedInAccounts(auth.store),
            MemoryPersonalTokens(auth.store),
            MemoryLogoutNotices(auth.store),
            MemoryAudit(auth.store),
            MemoryMailedLinks(auth.store),
            MemoryMailbag(auth.store),
            MemoryWaitingMails(auth.store),
        )
        return
    async with _postgres((await service_database("auth")).runtime) as on_postgres:
        yield on_postgres


@asynccontextmanager
async def _postgres(database_url: str) -> AsyncIterator[Adapters]:
    auth = application(auth_settings(database_url), SettableClock(NOW))
    queries = auth.queries
    yield Adapters(
        auth.mediator._open_scope,
        queries.accounts,
        queries.signed_in,
        queries.personal_tokens,
        PostgresDueNotices(auth.database),
        queries.audit,
        queries.links,
        PostgresMailbag(auth.database),
        queries.waiting_mails,
    )
    await auth.stop()
