"""One version of one event type, and what its data looks like to the type checker."""

from dataclasses import dataclass
from typing import Any, Generic

from typing_extensions import TypeVar

Data = TypeVar("Data", default=Any)


@dataclass(frozen=True, slots=True)
class EventVersion(Generic[Data]):
    """`task.created` v2, with data like `Data`, a `TypedDict` from `schema_registry.payloads`."""

    type: str
    version: int

    def __str__(self) -> str:
        return f"{self.type} v{self.version}"
