"""Passkeys through WebAuthn: user verification is required, attestation is not asked for."""

import json
from binascii import Error as NotBase64
from collections.abc import Sequence
from uuid import UUID

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from auth.application.passkey_ports import Claimed, Credential
from auth.domain.events import AccountState
from auth.domain.passkey import CHALLENGE_LIFETIME, Passkey
from chassis.identifiers import AccountId

NAME = "Popug"
ANSWER_CHARACTERS_MAX = 20_000
TRANSPORTS = ("usb", "nfc", "ble", "smart-card", "internal", "cable", "hybrid")
TIMEOUT_MS = int(CHALLENGE_LIFETIME.total_seconds() * 1000)
DOES_NOT_COUNT = 0
"""Told to the library in place of the last counter: what it means when that went back is ours to say."""

UNREADABLE = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, NotBase64, RecursionError)


class WebAuthn:
    """`origin` is the address that pages come from, `https://accounts.example.com`; keys are for its host."""

    def __init__(self, origin: str, host: str) -> None:
        self._origin = origin
        self._host = host

    def enrolment_options(self, account: AccountState, known: Sequence[Passkey], challenge: str) -> str:
        options = generate_registration_options(
            rp_id=self._host,
            rp_name=NAME,
            user_id=account.account_id.bytes,
            user_name=account.email,
            user_display_name=account.name,
            challenge=challenge.encode(),
            timeout=TIMEOUT_MS,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                require_resident_key=True,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(passkey.credential_id) for passkey in known],
        )
        return options_to_json(options)

    def sign_in_options(self, challenge: str) -> str:
        options = generate_authentication_options(
            rp_id=self._host,
            challenge=challenge.encode(),
            timeout=TIMEOUT_MS,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return options_to_json(options)

    def claimed(self, answer: str) -> Claimed | None:
        if len(answer) > ANSWER_CHARACTERS_MAX:
            return None
        try:
            told = json.loads(answer)
            client_data = json.loads(base64url_to_bytes(told["response"]["clientDataJSON"]))
            challenge = base64url_to_bytes(client_data["challenge"]).decode()
            handle = told["response"].get("userHandle")
            account_id = AccountId(UUID(bytes=base64url_to_bytes(handle))) if handle else None
            return Claimed(base64url_to_bytes(told["rawId"]), challenge, account_id)
        except UNREADABLE:
            return None

    def enrolled(self, answer: str, challenge: str) -> Credential | None:
        try:
            verified = verify_registration_response(
                credential=answer,
                expected_challenge=challenge.encode(),
                expected_rp_id=self._host,
                expected_origin=self._origin,
                require_user_verification=True,
            )
            told = json.loads(answer)["response"].get("transports") or []
        except UNREADABLE:
            return None
        return Credential(
            verified.credential_id,
            verified.credential_public_key,
            verified.sign_count,
            tuple(name for name in TRANSPORTS if name in told),
        )

    def signed(self, answer: str, challenge: str, passkey: Passkey) -> int | None:
        try:
            verified = verify_authentication_response(
                credential=answer,
                expected_challenge=challenge.encode(),
                expected_rp_id=self._host,
                expected_origin=self._origin,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=DOES_NOT_COUNT,
                require_user_verification=True,
            )
        except UNREADABLE:
            return None
        return verified.new_sign_count
