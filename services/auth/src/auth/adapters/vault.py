"""Keeps keys sealed at rest, under keys derived from the installation's key-encryption key."""

import os
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from hmac import digest

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from auth.domain.identifiers import LinkId

NONCE_BYTES = 12
SECRET_BYTES = 32


def derived_key(key_encryption_key: str, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose only (HKDF, RFC 5869)."""
    return HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(key_encryption_key.encode())


class Vault:
    """AES-256-GCM; what was sealed for one name does not open for another."""

    def __init__(self, key_encryption_key: str) -> None:
        self._cipher = AESGCM(derived_key(key_encryption_key, "popug auth signing keys"))

    def seal(self, content: bytes, name: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, name.encode())

    def open(self, sealed: bytes, name: str) -> bytes:
        """Raises `cryptography.exceptions.InvalidTag` for another key, another name or changed bytes."""
        return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], name.encode())


class DrawnSecrets:
    """256 random bits each; a successor is a keyed hash, so that asking twice gives the same one unstored."""

    def __init__(self, key_encryption_key: str) -> None:
        self._key = derived_key(key_encryption_key, "popug auth refresh tokens")
        self._link_key = derived_key(key_encryption_key, "popug auth mailed links")

    def draw(self) -> str:
        return secrets.token_urlsafe(SECRET_BYTES)

    def successor_of(self, secret: str) -> str:
        return urlsafe_b64encode(digest(self._key, secret.encode(), sha256)).rstrip(b"=").decode()

    def token_of(self, link_id: LinkId) -> str:
        return urlsafe_b64encode(digest(self._link_key, link_id.bytes, sha256)).rstrip(b"=").decode()
