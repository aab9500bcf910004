"""Auth through its real composition, on memory."""

import json
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from auth.adapters.argon2 import Argon2Passwords
from auth.adapters.authenticators import LazyAuthenticators
from auth.adapters.memory import (
    MemoryAccountList,
    MemoryAccounts,
    MemoryGrants,
    MemoryPasswords,
    MemorySessions,
    MemorySignedInAccounts,
    MemorySignInAttempts,
    MemorySigningKeys,
    MemoryStore,
)
from auth.adapters.memory_audit import MemoryAuditTrail
from auth.adapters.memory_letters import MemoryMailedLinks, MemoryOutgoingLetters
from auth.adapters.memory_logout_notices import MemoryLogoutNotices, MemoryOpenPages
from auth.adapters.memory_passkeys import MemoryPasskeyChallenges, MemoryPasskeys
from auth.adapters.memory_personal_tokens import MemoryPersonalTokens
from auth.adapters.memory_remains import MemoryRemains
from auth.adapters.signing import EcKeyMaker, KeyRing
from auth.adapters.vault import DrawnSecrets, Vault
from auth.application.commands.enrol_account import EnrolAccount
from auth.application.scope import Scope
from auth.application.sign_in import SignIn
from auth.application.tokens import Tokens
from auth.bootstrap.handlers import Instruments, registered
from auth.domain.claims import Occasion
from auth.domain.email import Email
from auth.domain.identifiers import ClientId
from chassis.clock import SettableClock
from chassis.identifiers import AccountId, new_id
from chassis.mediator import Mediator, RecordedEvents
from chassis.memory import MemoryOutbox
from chassis.roles import Role
from tests.auth.builders import NOW, an_account
from tests.auth.settings import ISSUER, KEY_ENCRYPTION_KEY

LISTENING = (ClientId("tracker"), ClientId("accounting"))
PASSWORD = "a good parrot says nothing"


class MemoryAuth:
    """Everything but the database, the broker and HTTP."""

    def __init__(self, *, self_registration: bool = True) -> None:
        self.store = MemoryStore()
        self.outbox = MemoryOutbox()
        self.open_pages = MemoryOpenPages()
        self.clock = SettableClock(NOW)
        self.hasher = Argon2Passwords(passes=1, memory_kib=8, lanes=1, threads=1)
        vault, secrets = Vault(KEY_ENCRYPTION_KEY), DrawnSecrets(KEY_ENCRYPTION_KEY)
        self.mediator = registered(
            Mediator(self._scope),
            Instruments(
                self.clock,
                secrets,
                secrets,
                EcKeyMaker(vault),
                LazyAuthenticators(ISSUER),
                self_registration,
                LISTENING,
            ),
        )
        self.ring = KeyRing(MemorySigningKeys(self.store).all, vault, self.clock, ISSUER)
        self.tokens = Tokens(self.ring, self.clock, ISSUER)
        self.secrets = secrets
        self.sign_in = SignIn(self.mediator, self.hasher, secrets)
        self.accounts = MemoryAccountList(self.store)
        self.signed_in = MemorySignedInAccounts(self.store)

    @asynccontextmanager
    async def _scope(self) -> AsyncIterator[Scope]:
        events = RecordedEvents()
        said = len(self.outbox.events)
        with self.store.undoing():
            try:
                yield Scope(
                    events=events,
                    accounts=MemoryAccounts(self.store, events),
                    passwords=MemoryPasswords(self.store),
                    sessions=MemorySessions(self.store, events),
                    grants=MemoryGrants(self.store, events),
                    attempts=MemorySignInAttempts(self.store),
                    signing_keys=MemorySigningKeys(self.store),
                    remains=MemoryRemains(self.store),
                    personal_tokens=MemoryPersonalTokens(self.store),
                    audit=MemoryAuditTrail(self.store, self.clock),
                    mailed_links=MemoryMailedLinks(self.store),
                    letters=MemoryOutgoingLetters(self.store),
                    passkeys=MemoryPasskeys(self.store),
                    passkey_challenges=MemoryPasskeyChallenges(self.store),
                    logout_notices=MemoryLogoutNotices(self.store),
                    open_pages=self.open_pages,
                    outbox=self.outbox,
                )
            except BaseException:
                del self.outbox.events[said:]
                raise

    async def enrolled(self, email: str = "kesha@popug.inc", role: Role = Role.WORKER) -> AccountId:
        password_hash = await self.hasher.hash(PASSWORD)
        return await self.mediator.handle_command(
            EnrolAccount(AccountId(new_id()), "Kesha", Email.parse(email), role, password_hash)
        )

    async def an_access_token(self) -> str:
        occasion = Occasion(ClientId("tracker"), ("openid",), self.clock.now())
        return await self.tokens.access_token(an_account().state(), occasion)

    def key_id_of(self, token: str) -> str:
        header = token.partition(".")[0]
        key_id: str = json.loads(urlsafe_b64decode(header + "=" * (-len(header) % 4)))["kid"]
        return key_id

    def said(self) -> list[str]:
        """The types of the integration events so far."""
        return [event.type for event in self.outbox.events]
