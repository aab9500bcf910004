"""What acts are called, in the visitor's language."""

from collections.abc import Mapping

from auth.domain.act import ActKind
from chassis.pages import message

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


def told(details: Mapping[str, str]) -> str:
    """The details of an act in one line."""
    if set(details) == {"from", "to"}:
        return f"{details['from']} → {details['to']}"
    return ", ".join(details.values())
