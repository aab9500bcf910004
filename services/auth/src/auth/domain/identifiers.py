"""Identifiers of what auth keeps."""

from typing import NewType
from uuid import UUID

SessionId = NewType("SessionId", UUID)
GrantId = NewType("GrantId", UUID)
ClientId = NewType("ClientId", str)
KeyId = NewType("KeyId", str)
PasskeyId = NewType("PasskeyId", UUID)
LinkId = NewType("LinkId", UUID)
LetterId = NewType("LetterId", UUID)
PersonalTokenId = NewType("PersonalTokenId", UUID)
