"""What acts are called, in the visitor's language."""

from collections.abc import Callable, Mapping

from auth.domain.act import ActKind
from auth.domain.attempts import ACCOUNT, ADDRESS
from auth.domain.mailed_link import LinkKind
from chassis.pages import message
from chassis.roles import Role

ACT_WORDS = {
    ActKind.SIGNED_IN: message("Signed in"),
    ActKind.SIGN_IN_REFUSED: message("Sign-in refused"),
    ActKind.SIGN_IN_LOCKED: message("Sign-in slowed down after many attempts"),
    ActKind.SIGNED_OUT: message("Signed out"),
    ActKind.SESSION_ENDED: message("Session ended"),
    ActKind.PASSWORD_CHANGED: message("Password changed"),
    ActKind.PASSWORD_FORGOTTEN: message("Forgotten password: link asked for"),
    ActKind.PASSWORD_SET: message("Password set with a link"),
    ActKind.PASSKEY_ADDED: message("Passkey added"),
    ActKind.PASSKEY_REMOVED: message("Passkey removed"),
    ActKind.PASSKEY_SUSPECT: message("Passkey refused: it may have been copied"),
    ActKind.TOKEN_MADE: message("Access token made"),
    ActKind.TOKEN_REVOKED: message("Access token revoked"),
    ActKind.ACCOUNT_CREATED: message("Account created"),
    ActKind.ACCOUNT_INVITED: message("Invitation sent"),
    ActKind.ACCOUNT_REGISTERED: message("Registered"),
    ActKind.ACCOUNT_CHANGED: message("Account changed"),
    ActKind.ROLE_CHANGED: message("Role changed"),
    ActKind.ACCOUNT_DEACTIVATED: message("Account deactivated"),
    ActKind.ACCOUNT_REACTIVATED: message("Account reactivated"),
    ActKind.CODE_REPLAYED: message("Sign-in code used twice"),
    ActKind.REFRESH_REUSED: message("Refresh token used twice"),
    ActKind.KEY_ROTATED: message("Signing key rotated"),
}
ALARMING = frozenset(
    {ActKind.SIGN_IN_LOCKED, ActKind.PASSKEY_SUSPECT, ActKind.CODE_REPLAYED, ActKind.REFRESH_REUSED}
)


WORDS_OF_DETAILS = {
    "pwd": message("with a password"),
    "hwk user": message("with a passkey"),
    "passkey": message("with a passkey"),
    LinkKind.FORGOTTEN.value: message("after a forgotten password"),
    LinkKind.INVITATION.value: message("by invitation"),
    ACCOUNT: message("at this account"),
    ADDRESS: message("from this address"),
    Role.WORKER.value: message("Worker"),
    Role.MANAGER.value: message("Manager"),
    Role.ACCOUNTANT.value: message("Accountant"),
    Role.ADMIN.value: message("Admin"),
}
IN_WORDS = frozenset({"method", "role", "from", "to", "link", "what"})
"""The details whose values are ours; all others are names that people have given."""


def told(details: Mapping[str, str], translated: Callable[[str], str] | None = None) -> str:
    """The details of an act in one line, as they are kept unless they are to be `translated`."""
    values = dict(details)
    if translated is not None:
        known = {name: WORDS_OF_DETAILS.get(value) for name, value in details.items() if name in IN_WORDS}
        values |= {name: translated(word) for name, word in known.items() if word is not None}
        values |= {name: f"× {count}" for name, count in details.items() if name == "sessions"}
    if set(values) == {"from", "to"}:
        return f"{values['from']} → {values['to']}"
    return ", ".join(values.values())
