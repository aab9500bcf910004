"""Refusals beside the field they are about, in the visitor's language."""

from starlette.requests import Request

from auth.domain.account import NAME_CHARACTERS_MAX
from auth.domain.passkey import PASSKEYS_PER_ACCOUNT_MAX
from auth.domain.password import CHARACTERS_MAX, CHARACTERS_MIN
from auth.domain.personal_token import TOKENS_PER_ACCOUNT_MAX
from chassis.errors import ServiceError
from chassis.pages import Pages, message

FIELDS = {
    "invalid_name": "name",
    "invalid_email": "email",
    "email_taken": "email",
    "invalid_locale": "locale",
    "weak_password": "new_password",
    "wrong_password": "current_password",
    "last_admin": "role",
    "invalid_token_name": "name",
    "invalid_token_lifetime": "days",
}
WORDS = {
    "invalid_name": message("A name has 1 to %(name_max)s printable characters."),
    "invalid_email": message("This is not an e-mail address."),
    "email_taken": message("There is an account with this e-mail already."),
    "weak_password": message(
        "Choose %(password_min)s to %(password_max)s characters that are not easy to guess."
    ),
    "wrong_password": message("This is not the current password."),
    "last_admin": message("This is the last active admin: make somebody else an admin first."),
    "own_deactivation": message("Nobody deactivates their own account: ask another admin."),
    "only_for_admins": message("Only admins look after accounts."),
    "stale": message("Somebody else changed this account a moment ago: look at it again."),
    "too_many_sign_in_attempts": message("Too many attempts: try again later."),
    "registration_closed": message("Accounts are created by an admin here."),
    "invalid_token_name": message("A token's name has 1 to %(name_max)s printable characters."),
    "invalid_token_lifetime": message("Choose one of these lifetimes."),
    "too_many_personal_tokens": message("Nobody has more than %(tokens_max)s tokens: revoke one."),
    "passkey_refused": message("This passkey cannot be added: try again."),
    "too_many_passkeys": message("Nobody has more than %(passkeys_max)s passkeys: remove one."),
    "mail_not_waiting": message("This mail does not wait any more."),
    "session_not_found": message("This session has ended already."),
}


def field_errors(request: Request, pages: Pages, refusal: ServiceError) -> dict[str, str]:
    """The refusal by the field it is about, `""` for the whole form."""
    return {FIELDS.get(refusal.code, ""): in_words(request, pages, refusal)}


def in_words(request: Request, pages: Pages, refusal: ServiceError) -> str:
    if refusal.code not in WORDS:
        return refusal.message
    return pages.gettext(
        request,
        WORDS[refusal.code],
        name_max=NAME_CHARACTERS_MAX,
        password_min=CHARACTERS_MIN,
        password_max=CHARACTERS_MAX,
        passkeys_max=PASSKEYS_PER_ACCOUNT_MAX,
        tokens_max=TOKENS_PER_ACCOUNT_MAX,
    )
