"""What auth refuses, and why."""

from chassis.errors import Conflict, Forbidden, NotFound, ServiceError, Unprocessable


class AccountNotFound(NotFound):
    code = "account_not_found"


class SessionNotFound(NotFound):
    code = "session_not_found"


class LinkNotGood(NotFound):
    """Deliberately the same for a link that is unknown, used up or expired."""

    code = "link_not_good"


class MailNotWaiting(NotFound):
    code = "mail_not_waiting"


class PasskeyNotFound(NotFound):
    code = "passkey_not_found"


class PasskeyRefused(Unprocessable):
    """Deliberately the same whatever was wrong with it."""

    code = "passkey_refused"


class TooManyPasskeys(Conflict):
    code = "too_many_passkeys"


class PersonalTokenNotFound(NotFound):
    code = "personal_token_not_found"


class InvalidTokenName(Unprocessable):
    code = "invalid_token_name"


class InvalidTokenLifetime(Unprocessable):
    code = "invalid_token_lifetime"


class TooManyPersonalTokens(Conflict):
    code = "too_many_personal_tokens"


class InvalidEmail(Unprocessable):
    code = "invalid_email"


class InvalidName(Unprocessable):
    code = "invalid_name"


class InvalidLocale(Unprocessable):
    code = "invalid_locale"


class WeakPassword(Unprocessable):
    code = "weak_password"


class EmailTaken(Conflict):
    code = "email_taken"


class LastAdmin(Conflict):
    code = "last_admin"


class OwnDeactivation(Forbidden):
    code = "own_deactivation"


class OnlyForAdmins(Forbidden):
    code = "only_for_admins"


class AccountDeactivated(Forbidden):
    code = "account_deactivated"


class RegistrationClosed(Forbidden):
    code = "registration_closed"


class WrongPassword(Forbidden):
    code = "wrong_password"


class SignInRefused(Forbidden):
    """Deliberately the same for an unknown e-mail, a wrong password and a deactivated account."""

    code = "sign_in_refused"


class TooManySignInAttempts(ServiceError):
    code = "too_many_sign_in_attempts"

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(
            f"Too many attempts: try again in {retry_after_seconds} seconds.",
            retry_after_seconds=retry_after_seconds,
        )
        self.retry_after_seconds = retry_after_seconds
