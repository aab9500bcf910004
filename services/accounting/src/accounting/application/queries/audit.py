"""The ledger's own check: everything that is kept beside the transfers, added up again from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs, and how, in words."""

    subject: str
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One question asked of the books; `differences` holds the first of `count`."""

    question: str
    differences: Sequence[Difference]
    count: int


@dataclass(frozen=True, slots=True)
class Audit:
    """The whole check, over `transfers` entries."""

    transfers: int
    findings: Sequence[Finding]

    @property
    def is_clean(self) -> bool:
        """Whether there is no difference at all."""
        return not any(finding.count for finding in self.findings)


class Books(Protocol):
    async def audit(self) -> Audit:
        """Check everything in one snapshot; takes time in proportion to the number of transfers."""
        ...
