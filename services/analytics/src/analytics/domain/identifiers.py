"""What analytics calls things by."""

from typing import NewType
from uuid import UUID

from chassis.identifiers import AccountId

TaskId = NewType("TaskId", UUID)
TransferId = NewType("TransferId", UUID)
Cents = NewType("Cents", int)

__all__ = ["AccountId", "Cents", "TaskId", "TransferId"]
