"""Random values that open something: only their digest is kept."""

import hashlib
from base64 import urlsafe_b64encode


def digest(secret: str) -> bytes:
    """SHA-256: enough for secrets of 128 random bits and more, which nobody can guess their way through."""
    return hashlib.sha256(secret.encode()).digest()


def s256(verifier: str) -> str:
    """The code challenge of a verifier (RFC 7636, section 4.2)."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode()
