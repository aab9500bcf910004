"""Where the figures differ from the entries they are made of, or the entries from what the others tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

DIFFERENCES_OF_A_CHECK_MAX = 20
"""Each has its own share, so that one that differs everywhere hides no other."""


@dataclass(frozen=True, slots=True)
class Difference:
    """`check` says what was compared, `about` which of it; None stands where there is nothing."""

    check: str
    about: str
    expected: str | None
    found: str | None


class Differences(Protocol):
    async def find(self) -> Sequence[Difference]:
        """At most `DIFFERENCES_OF_A_CHECK_MAX` of each; messages still on their way are differences too."""
        ...
