"""Things tests start from."""

from datetime import UTC, datetime
from typing import Any

from auth.domain.account import Account
from auth.domain.email import Email
from auth.domain.grant import Grant
from auth.domain.identifiers import ClientId, GrantId, SessionId
from auth.domain.secret import digest, s256
from auth.domain.session import Session
from chassis.identifiers import AccountId, new_id
from chassis.roles import Role

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
VERIFIER = "a-verifier-of-more-than-43-characters-0123456789"
CALLBACK = "http://localhost:8001/sign-in/callback"


def an_account(**other: Any) -> Account:
    """A stored active worker called Kesha."""
    account_id = AccountId(new_id())
    values: dict[str, Any] = {
        "account_id": account_id,
        "version": 1,
        "name": "Kesha",
        "email": Email(f"kesha-{account_id.hex}@popug.inc"),
        "role": Role.WORKER,
        "active": True,
        "locale": "en",
        "created_at": NOW,
        **other,
    }
    return Account(**values)


def a_new_account(**other: Any) -> Account:
    """The same, not stored yet."""
    account_id = AccountId(new_id())
    values: dict[str, Any] = {
        "name": "Kesha",
        "email": Email(f"kesha-{account_id.hex}@popug.inc"),
        "role": Role.WORKER,
        "locale": "en",
        "at": NOW,
        **other,
    }
    return Account.create(account_id, **values)


def a_session(account_id: AccountId, token: str = "session-token", **other: Any) -> Session:
    values: dict[str, Any] = {
        "session_id": SessionId(new_id()),
        "token_digest": digest(token),
        "account_id": account_id,
        "authenticated_at": NOW,
        "seen_at": NOW,
        "address": "127.0.0.1",
        "user_agent": "a browser",
        **other,
    }
    return Session(**values)


def a_grant(account_id: AccountId | None = None, code: str = "the-code", **other: Any) -> Grant:
    values: dict[str, Any] = {
        "grant_id": GrantId(new_id()),
        "client_id": ClientId("tracker"),
        "account_id": account_id or AccountId(new_id()),
        "session_id": SessionId(new_id()),
        "scopes": ("openid", "profile", "email"),
        "nonce": "a-nonce",
        "authenticated_at": NOW,
        "granted_at": NOW,
        "redirect_uri": CALLBACK,
        "code_digest": digest(code),
        "code_challenge": s256(VERIFIER),
        **other,
    }
    return Grant(**values)
