"""Sign in with a password: count, compare, open. Comparing is slow on purpose and holds no transaction."""

from dataclasses import dataclass

from auth.application.commands.begin_sign_in import BeginSignIn
from auth.application.commands.change_password import ChangePassword
from auth.application.commands.note_missed_sign_in import NoteMissedSignIn
from auth.application.commands.open_session import OpenSession
from auth.application.commands.rehash_password import RehashPassword
from auth.application.commands.use_passkey import UsePasskey
from auth.application.ports import Hasher, Secrets
from auth.application.scope import Scope
from auth.domain.email import Email
from auth.domain.errors import InvalidEmail, SignInRefused, WrongPassword
from auth.domain.identifiers import SessionId
from auth.domain.password import CHARACTERS_MAX, check_new_password
from auth.domain.secret import digest
from auth.domain.session import PASSKEY, PASSWORD
from chassis.identifiers import AccountId, new_id
from chassis.mediator import Mediator


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an attempt comes from, and the session token the browser already has."""

    address: str
    user_agent: str
    session_token: str | None = None


@dataclass(frozen=True, slots=True)
class SignIn:
    mediator: Mediator[Scope]
    hasher: Hasher
    secrets: Secrets

    async def __call__(self, email: str, password: str, origin: Origin, *, remembered: bool = False) -> str:
        """The new session's token. Raises `SignInRefused` and `TooManySignInAttempts`."""
        account_id = await self._authenticate(email, password, origin.address)
        return await self._open(account_id, origin, PASSWORD, remembered)

    async def with_passkey(self, answer: str, origin: Origin, *, remembered: bool = False) -> str:
        """The new session's token, for a device's answer as JSON. Raises `SignInRefused`."""
        account_id = await self.mediator.handle_command(UsePasskey(answer))
        if account_id is None:
            raise SignInRefused("This passkey does not open anything here.")
        return await self._open(account_id, origin, PASSKEY, remembered)

    async def change_password(
        self, email: Email, current: str, new: str, address: str, kept_session_id: SessionId
    ) -> None:
        """Raises `WrongPassword`, `WeakPassword` and `TooManySignInAttempts`."""
        check_new_password(new, email)
        try:
            account_id = await self._authenticate(email.address, current, address)
        except SignInRefused as refused:
            raise WrongPassword("This is not the current password.") from refused
        password_hash = await self.hasher.hash(new)
        await self.mediator.handle_command(ChangePassword(account_id, password_hash, kept_session_id))

    async def _open(
        self, account_id: AccountId, origin: Origin, methods: tuple[str, ...], remembered: bool
    ) -> str:
        token = self.secrets.draw()
        former = None if origin.session_token is None else digest(origin.session_token)
        await self.mediator.handle_command(
            OpenSession(
                SessionId(new_id()),
                account_id,
                digest(token),
                former,
                origin.address,
                origin.user_agent,
                methods,
                remembered,
            )
        )
        return token

    async def _authenticate(self, email: str, password: str, address: str) -> AccountId:
        try:
            candidate = await self.mediator.handle_command(BeginSignIn(Email.parse(email), address))
        except InvalidEmail as error:
            raise SignInRefused("E-mail and password do not match.") from error
        fits = await self.hasher.fits(password[: CHARACTERS_MAX + 1], candidate.password_hash)
        if not fits or candidate.account_id is None:
            await self.mediator.handle_command(
                NoteMissedSignIn(candidate.account_id, candidate.email, address)
            )
            raise SignInRefused("E-mail and password do not match.")
        if candidate.password_hash is not None and self.hasher.is_outdated(candidate.password_hash):
            anew = await self.hasher.hash(password)
            await self.mediator.handle_command(
                RehashPassword(candidate.account_id, candidate.password_hash, anew)
            )
        return candidate.account_id
