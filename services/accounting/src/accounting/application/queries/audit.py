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
    """The whole check, over `transfers` entries.

    `last_seal` is the digest of the last of `sealed_days`, in hexadecimal: it stands for all that was booked
    on them, so who keeps it elsewhere can tell later whether anything was changed.
    """

    transfers: int
    findings: Sequence[Finding]
    sealed_days: int
    last_seal: str

    @property
    def is_clean(self) -> bool:
        """Whether there is no difference at all."""
        return not self.differences

    @property
    def differences(self) -> int:
        """How many there are."""
        return sum(finding.count for finding in self.findings)


class Books(Protocol):
    async def audit(self) -> Audit:
        """Check everything in one snapshot; takes time in proportion to the number of transfers."""
        ...
