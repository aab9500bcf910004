"""Identifiers shared by every service."""

from typing import NewType
from uuid import UUID

from uuid_utils.compat import uuid7

AccountId = NewType("AccountId", UUID)


def new_id() -> UUID:
    """A new UUID version 7 (RFC 9562): unique, and sorting by the millisecond it was made in."""
    return uuid7()
