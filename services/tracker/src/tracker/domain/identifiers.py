"""What the tracker's things are known by."""

from typing import NewType
from uuid import UUID

TaskId = NewType("TaskId", UUID)
ReassignmentId = NewType("ReassignmentId", UUID)
MessageId = NewType("MessageId", UUID)
