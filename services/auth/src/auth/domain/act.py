"""Acts that concern security, as the audit trail tells them: who did what to whom. Never a secret in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from chassis.identifiers import AccountId


class ActKind(StrEnum):
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGN_IN_LOCKED = "sign_in_locked"
    SIGNED_OUT = "signed_out"
    SESSION_ENDED = "session_ended"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    PASSWORD_FORGOTTEN = "password_forgotten"  # noqa: S105
    PASSWORD_SET = "password_set"  # noqa: S105
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    PASSKEY_SUSPECT = "passkey_suspect"
    TOKEN_MADE = "token_made"  # noqa: S105
    TOKEN_REVOKED = "token_revoked"  # noqa: S105
    ACCOUNT_CREATED = "account_created"
    ACCOUNT_INVITED = "account_invited"
    ACCOUNT_REGISTERED = "account_registered"
    ACCOUNT_CHANGED = "account_changed"
    ROLE_CHANGED = "role_changed"
    ACCOUNT_DEACTIVATED = "account_deactivated"
    ACCOUNT_REACTIVATED = "account_reactivated"
    CODE_REPLAYED = "code_replayed"
    REFRESH_REUSED = "refresh_reused"
    KEY_ROTATED = "key_rotated"


@dataclass(frozen=True, slots=True)
class Act:
    """`account_id` is whom it concerns; `by` is who did it, None for a stranger or the installation itself.

    When it happened and from where is known to the trail.
    """

    kind: ActKind
    account_id: AccountId | None = None
    by: AccountId | None = None
    details: Mapping[str, str] = field(default_factory=dict)
