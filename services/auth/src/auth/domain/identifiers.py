"""Identifiers of what auth keeps."""

from typing import NewType
from uuid import UUID

SessionId = NewType("SessionId", UUID)
GrantId = NewType("GrantId", UUID)
ClientId = NewType("ClientId", str)
KeyId = NewType("KeyId", str)
PersonalTokenId = NewType("PersonalTokenId", UUID)
