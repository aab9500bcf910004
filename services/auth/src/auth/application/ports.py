"""What the use cases need from the outside."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from auth.domain.account import Account
from auth.domain.attempts import Attempts, Subject
from auth.domain.email import Email
from auth.domain.grant import Grant
from auth.domain.identifiers import GrantId, SessionId
from auth.domain.session import Session
from auth.domain.signing_key import SigningKey
from chassis.identifiers import AccountId


class Accounts(Protocol):
    async def get(self, account_id: AccountId) -> Account:
        """Raises `AccountNotFound`."""
        ...

    async def with_email(self, email: Email) -> Account | None: ...

    async def another_admin(self, than: AccountId) -> bool:
        """Whether an active admin besides `than` remains; holds every admin until the transaction ends."""
        ...

    async def add(self, account: Account) -> None:
        """Raises `EmailTaken`."""
        ...

    async def save(self, account: Account) -> None:
        """Raises `EmailTaken`, and `Stale` when somebody else saved it first."""
        ...


class Passwords(Protocol):
    async def of(self, account_id: AccountId) -> str | None:
        """The hash of the account's password, if it has one."""
        ...

    async def behind(self, email: Email) -> tuple[AccountId, str | None] | None:
        """The active account with this e-mail, and its password's hash if it has one."""
        ...

    async def put(self, account_id: AccountId, password_hash: str, at: datetime) -> None: ...


class Sessions(Protocol):
    async def add(self, session: Session) -> None: ...

    async def with_token(self, token_digest: bytes) -> Session | None: ...

    async def of_account(self, account_id: AccountId) -> Sequence[Session]:
        """Newest first."""
        ...

    async def save(self, session: Session) -> None: ...

    async def end(self, session_ids: Sequence[SessionId]) -> None: ...


class Grants(Protocol):
    """`with_…` hold the grant until the transaction ends, so that of two at once one waits for the other."""

    async def add(self, grant: Grant) -> None: ...

    async def get(self, grant_id: GrantId) -> Grant | None: ...

    async def with_code(self, code_digest: bytes) -> Grant | None: ...

    async def with_refresh_token(self, token_digest: bytes) -> Grant | None:
        """The grant, with `presented` set."""
        ...

    async def save(self, grant: Grant) -> None: ...

    async def revoke_of_sessions(self, session_ids: Sequence[SessionId], at: datetime) -> None: ...

    async def revoke_of_account(self, account_id: AccountId, at: datetime) -> None: ...


class SignInAttempts(Protocol):
    async def hold(self, subjects: Sequence[Subject]) -> Sequence[Attempts]:
        """The misses against each, in the same order, held in that order until the transaction ends."""
        ...

    async def save(self, attempts: Sequence[Attempts]) -> None: ...

    async def forgive(self, subjects: Sequence[Subject]) -> None:
        """Keep what `Attempts.forgiven` makes of those there are."""
        ...


class SigningKeys(Protocol):
    async def all(self) -> Sequence[SigningKey]: ...

    async def hold(self) -> None:
        """Let nobody else change the keys until the transaction ends."""
        ...

    async def add(self, key: SigningKey) -> None: ...

    async def save(self, key: SigningKey) -> None: ...

    async def remove(self, key: SigningKey) -> None: ...


class Remains(Protocol):
    async def purge(self, before: datetime, rows_max: int) -> int:
        """Delete what ended before `before`, at most `rows_max` rows of a kind; how many went."""
        ...


class Hasher(Protocol):
    async def hash(self, password: str) -> str: ...

    async def fits(self, password: str, password_hash: str | None) -> bool:
        """False for `None` too, after just as much work."""
        ...

    def is_outdated(self, password_hash: str) -> bool:
        """Whether it would cost something else if it were made now."""
        ...


class Secrets(Protocol):
    def draw(self) -> str:
        """A new secret of at least 128 random bits."""
        ...

    def successor_of(self, secret: str) -> str:
        """The one secret that follows `secret`: always the same, and unknowable from outside."""
        ...


class KeyMaker(Protocol):
    def make(self, signs_from: datetime) -> SigningKey: ...


class Signer(Protocol):
    async def sign(self, claims: Mapping[str, Any], kind: str) -> str:
        """A compact JWS with `kind` as its `typ`."""
        ...


class TokenReader(Protocol):
    """Reads back tokens that were signed here; None for any other."""

    async def access_token(self, token: str) -> Mapping[str, Any] | None:
        """The claims of an access token that is valid now."""
        ...

    async def id_token_hint(self, token: str) -> Mapping[str, Any] | None:
        """The claims of an id token, expired or not (RP-Initiated Logout, section 2)."""
        ...


class PublishedKeys(Protocol):
    async def jwks(self) -> dict[str, Any]:
        """The JSON Web Key Set to verify tokens with."""
        ...
