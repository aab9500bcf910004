"""In-memory twins of auth's adapters; they pass the same contract tests as those on PostgreSQL."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime

from auth.application.account_view import AccountView
from auth.application.letter_ports import DueLetter
from auth.application.queries.account_list import AccountFilter
from auth.application.queries.signed_in import SignedIn
from auth.domain.account import Account
from auth.domain.act import Act
from auth.domain.attempts import Attempts, Subject
from auth.domain.email import Email
from auth.domain.errors import AccountNotFound, EmailTaken
from auth.domain.events import EndedSession, SessionsEnded
from auth.domain.grant import Grant, RefreshToken
from auth.domain.identifiers import (
    ClientId,
    GrantId,
    KeyId,
    LetterId,
    LinkId,
    PasskeyId,
    PersonalTokenId,
    SessionId,
)
from auth.domain.logout_notice import LogoutNotice
from auth.domain.mailed_link import MailedLink
from auth.domain.passkey import Passkey, PasskeyChallenge
from auth.domain.personal_token import PersonalToken
from auth.domain.session import Session
from auth.domain.signing_key import SigningKey
from chassis.errors import Stale
from chassis.identifiers import AccountId
from chassis.mediator import RecordedEvents
from chassis.roles import Role


@dataclass(slots=True)
class MemoryStore:
    """Everything kept, as plain dictionaries; `undoing` makes a block of changes a transaction."""

    accounts: dict[AccountId, Account] = field(default_factory=dict)
    passwords: dict[AccountId, str] = field(default_factory=dict)
    sessions: dict[SessionId, Session] = field(default_factory=dict)
    grants: dict[GrantId, Grant] = field(default_factory=dict)
    refresh_tokens: dict[bytes, tuple[GrantId, RefreshToken]] = field(default_factory=dict)
    attempts: dict[str, Attempts] = field(default_factory=dict)
    signing_keys: dict[KeyId, SigningKey] = field(default_factory=dict)
    logout_notices: dict[tuple[SessionId, ClientId], LogoutNotice] = field(default_factory=dict)
    personal_tokens: dict[PersonalTokenId, PersonalToken] = field(default_factory=dict)
    passkeys: dict[PasskeyId, Passkey] = field(default_factory=dict)
    challenges: dict[bytes, PasskeyChallenge] = field(default_factory=dict)
    links: dict[LinkId, MailedLink] = field(default_factory=dict)
    letters: dict[LetterId, DueLetter] = field(default_factory=dict)
    resting: dict[LetterId, str] = field(default_factory=dict)
    acts: list[tuple[datetime, str, Act]] = field(default_factory=list)

    @contextmanager
    def undoing(self) -> Iterator[None]:
        before = {name: deepcopy(getattr(self, name)) for name in self.__slots__}
        try:
            yield
        except BaseException:
            for name, value in before.items():
                setattr(self, name, value)
            raise


class MemoryAccounts:
    def __init__(self, store: MemoryStore, events: RecordedEvents) -> None:
        self._store = store
        self._events = events

    async def get(self, account_id: AccountId) -> Account:
        if account_id not in self._store.accounts:
            raise AccountNotFound("There is no such account.")
        return deepcopy(self._store.accounts[account_id])

    async def with_email(self, email: Email) -> Account | None:
        found = (account for account in self._store.accounts.values() if account.email == email)
        return deepcopy(next(found, None))

    async def another_admin(self, than: AccountId) -> bool:
        return any(
            account.active and account.role is Role.ADMIN and account.account_id != than
            for account in self._store.accounts.values()
        )

    async def add(self, account: Account) -> None:
        self._keep(account)

    async def save(self, account: Account) -> None:
        if account.version == account.stored_version:
            return
        stored = self._store.accounts.get(account.account_id)
        if stored is None or stored.version != account.stored_version:
            raise Stale("Somebody else changed this account a moment ago: load it again.")
        self._keep(account)

    def _keep(self, account: Account) -> None:
        owner = next((a for a in self._store.accounts.values() if a.email == account.email), None)
        if owner is not None and owner.account_id != account.account_id:
            raise EmailTaken(f"There is an account with the e-mail {account.email} already.")
        self._events.record(*account.take_events())
        account.stored_version = account.version
        self._store.accounts[account.account_id] = deepcopy(account)


class MemoryPasswords:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def of(self, account_id: AccountId) -> str | None:
        return self._store.passwords.get(account_id)

    async def behind(self, email: Email) -> tuple[AccountId, str | None] | None:
        for account in self._store.accounts.values():
            if account.email == email and account.active:
                return account.account_id, await self.of(account.account_id)
        return None

    async def put(self, account_id: AccountId, password_hash: str, at: datetime) -> None:
        self._store.passwords[account_id] = password_hash


class MemorySessions:
    def __init__(self, store: MemoryStore, events: RecordedEvents) -> None:
        self._store = store
        self._events = events

    async def add(self, session: Session) -> None:
        self._store.sessions[session.session_id] = session

    async def with_token(self, token_digest: bytes) -> Session | None:
        sessions = self._store.sessions.values()
        return next((session for session in sessions if session.token_digest == token_digest), None)

    async def of_account(self, account_id: AccountId) -> Sequence[Session]:
        own = [s for s in self._store.sessions.values() if s.account_id == account_id]
        return sorted(own, key=lambda s: (s.authenticated_at, s.session_id), reverse=True)

    async def save(self, session: Session) -> None:
        if session.session_id in self._store.sessions:
            stored = self._store.sessions[session.session_id]
            self._store.sessions[session.session_id] = replace(stored, seen_at=session.seen_at)

    async def end(self, session_ids: Sequence[SessionId]) -> None:
        found = [self._store.sessions.pop(i) for i in session_ids if i in self._store.sessions]
        if found:
            self._events.record(SessionsEnded(tuple(EndedSession(s.session_id, s.account_id) for s in found)))


class MemoryGrants:
    def __init__(self, store: MemoryStore, events: RecordedEvents) -> None:
        self._store = store
        self._events = events

    async def add(self, grant: Grant) -> None:
        self._store.grants[grant.grant_id] = deepcopy(grant)

    async def get(self, grant_id: GrantId) -> Grant | None:
        return deepcopy(self._store.grants.get(grant_id))

    async def with_code(self, code_digest: bytes) -> Grant | None:
        grants = self._store.grants.values()
        return deepcopy(next((grant for grant in grants if grant.code_digest == code_digest), None))

    async def with_refresh_token(self, token_digest: bytes) -> Grant | None:
        if token_digest not in self._store.refresh_tokens:
            return None
        grant_id, token = self._store.refresh_tokens[token_digest]
        grant = deepcopy(self._store.grants[grant_id])
        grant.presented = deepcopy(token)
        return grant

    async def save(self, grant: Grant) -> None:
        self._events.record(*grant.take_events())
        kept = ([] if grant.presented is None else [grant.presented]) + grant.take_issued()
        for token in kept:
            self._store.refresh_tokens[token.token_digest] = (grant.grant_id, deepcopy(token))
        stored = deepcopy(grant)
        stored.presented = None
        self._store.grants[grant.grant_id] = stored

    async def revoke_of_sessions(self, session_ids: Sequence[SessionId], at: datetime) -> None:
        self._revoke(lambda grant: grant.session_id in session_ids, at)

    async def revoke_of_account(self, account_id: AccountId, at: datetime) -> None:
        self._revoke(lambda grant: grant.account_id == account_id, at)

    def _revoke(self, which: Callable[[Grant], bool], at: datetime) -> None:
        for grant in self._store.grants.values():
            if which(grant):
                grant.revoke(at)


class MemorySignInAttempts:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def hold(self, subjects: Sequence[Subject]) -> Sequence[Attempts]:
        kept = self._store.attempts
        new = {each.name: Attempts(each.name, each.free) for each in subjects}
        return [replace(kept.get(each.name, new[each.name]), free=each.free) for each in subjects]

    async def save(self, attempts: Sequence[Attempts]) -> None:
        self._store.attempts |= {each.subject: each for each in attempts}

    async def forgive(self, subjects: Sequence[Subject]) -> None:
        kept = self._store.attempts
        kept |= {each.name: kept[each.name].forgiven() for each in subjects if each.name in kept}


class MemorySigningKeys:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def all(self) -> Sequence[SigningKey]:
        return sorted(self._store.signing_keys.values(), key=lambda key: (key.signs_from, key.key_id))

    async def hold(self) -> None:
        """One process, one loop, no awaiting between reading and writing: nobody can come between."""

    async def add(self, key: SigningKey) -> None:
        self._store.signing_keys[key.key_id] = key

    async def save(self, key: SigningKey) -> None:
        self._store.signing_keys[key.key_id] = key

    async def remove(self, key: SigningKey) -> None:
        self._store.signing_keys.pop(key.key_id, None)


class MemoryAccountList:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def page(self, wanted: AccountFilter, after_email: str, limit: int) -> Sequence[AccountView]:
        found = sorted(self._matching(wanted), key=lambda account: account.email.address)
        return [view_of(account) for account in found if account.email.address > after_email][:limit]

    async def count(self, wanted: AccountFilter, limit: int) -> int:
        return min(limit, len(self._matching(wanted)))

    async def get(self, account_id: AccountId) -> AccountView | None:
        account = self._store.accounts.get(account_id)
        return None if account is None else view_of(account)

    async def with_email(self, email: str) -> AccountView | None:
        accounts = self._store.accounts.values()
        return next((view_of(account) for account in accounts if account.email.address == email), None)

    def _matching(self, wanted: AccountFilter) -> list[Account]:
        text = wanted.text.lower()
        return [
            account
            for account in self._store.accounts.values()
            if (text in account.name.lower() or text in account.email.address)
            and wanted.role in (None, account.role)
            and wanted.active in (None, account.active)
        ]


class MemorySignedInAccounts:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def with_token(self, token_digest: bytes) -> SignedIn | None:
        session = await MemorySessions(self._store, RecordedEvents()).with_token(token_digest)
        if session is None:
            return None
        return SignedIn(session, view_of(self._store.accounts[session.account_id]))

    async def sessions_of(self, account_id: AccountId) -> Sequence[Session]:
        return await MemorySessions(self._store, RecordedEvents()).of_account(account_id)

    async def grant_is_live(self, grant_id: GrantId) -> bool:
        grant = self._store.grants.get(grant_id)
        return grant is not None and grant.revoked_at is None


def view_of(account: Account) -> AccountView:
    return AccountView(
        account_id=account.account_id,
        version=account.version,
        name=account.name,
        email=account.email.address,
        role=account.role,
        active=account.active,
        locale=account.locale,
        created_at=account.created_at,
    )
