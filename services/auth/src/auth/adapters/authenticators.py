"""Passkeys, read by a library that is loaded when somebody comes with one: it weighs like a framework."""

from collections.abc import Sequence
from functools import cached_property
from urllib.parse import urlsplit

from auth.application.passkey_ports import Authenticators, Claimed, Credential
from auth.domain.events import AccountState
from auth.domain.passkey import Passkey


class LazyAuthenticators:
    """Devices for the host of `issuer`."""

    def __init__(self, issuer: str) -> None:
        address = urlsplit(issuer)
        self._origin = f"{address.scheme}://{address.netloc}"
        self._host = address.hostname or ""

    @cached_property
    def _devices(self) -> Authenticators:
        from auth.adapters.webauthn import WebAuthn

        return WebAuthn(self._origin, self._host)

    def enrolment_options(self, account: AccountState, known: Sequence[Passkey], challenge: str) -> str:
        return self._devices.enrolment_options(account, known, challenge)

    def sign_in_options(self, challenge: str) -> str:
        return self._devices.sign_in_options(challenge)

    def claimed(self, answer: str) -> Claimed | None:
        return self._devices.claimed(answer)

    def enrolled(self, answer: str, challenge: str) -> Credential | None:
        return self._devices.enrolled(answer, challenge)

    def signed(self, answer: str, challenge: str, passkey: Passkey) -> int | None:
        return self._devices.signed(answer, challenge, passkey)
