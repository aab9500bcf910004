"""A device that holds passkeys, as a browser speaks for it: honest unless told otherwise."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from tests.auth.settings import ISSUER

USER_PRESENT, USER_VERIFIED, ATTESTED = 0x01, 0x04, 0x40
ES256 = -7


def text(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def raw(value: str) -> bytes:
    return urlsafe_b64decode(value + "=" * (-len(value) % 4))


@dataclass(slots=True)
class Device:
    """One passkey, in software; `counter` None means that it does not count."""

    credential_id: bytes = b"a credential of sixteen and more"
    origin: str = ISSUER
    host: str = "localhost"
    verified: bool = True
    counter: int | None = 0
    user_handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: str) -> str:
        """The answer to being asked for a new passkey."""
        asked = json.loads(options)
        self.user_handle = raw(asked["user"]["id"])
        length = len(self.credential_id).to_bytes(2, "big")
        attested = bytes(16) + length + self.credential_id + self._public_key()
        data = self._authenticator_data(ATTESTED) + attested
        return self._answer(
            clientDataJSON=text(self._client_data("webauthn.create", asked["challenge"])),
            attestationObject=text(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
            transports=["internal"],
        )

    def sign(self, options: str) -> str:
        """The answer to being asked to sign in."""
        client_data = self._client_data("webauthn.get", json.loads(options)["challenge"])
        if self.counter is not None:
            self.counter += 1
        data = self._authenticator_data(0)
        signed = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            clientDataJSON=text(client_data),
            authenticatorData=text(data),
            signature=text(signed),
            userHandle=text(self.user_handle),
        )

    def _answer(self, **response: Any) -> str:
        own = text(self.credential_id)
        return json.dumps({"id": own, "rawId": own, "type": "public-key", "response": response})

    def _client_data(self, kind: str, challenge: str) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _authenticator_data(self, more: int) -> bytes:
        flags = USER_PRESENT | (USER_VERIFIED if self.verified else 0) | more
        counter = (self.counter or 0).to_bytes(4, "big")
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + counter

    def _public_key(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        coordinates = {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        return cbor2.dumps({1: 2, 3: ES256, -1: 1, **coordinates})
