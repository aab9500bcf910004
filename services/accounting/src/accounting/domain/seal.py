"""Seals of closed days: each covers what was booked on its day and the seal before, so no past can change.

Whoever changes an entry, removes one or puts one in after its day was closed would have to make this seal and
all that follow anew, and for that needs a key that the database does not hold.
"""

import hmac
import json
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Self

PURPOSE = b"seals of closed days"
FIRST = b""
"""What the first seal of all follows on."""


@dataclass(frozen=True, slots=True)
class DayContent:
    """What was booked on a closed day: how many transfers, their digest, and their sums in cents."""

    transfers: int
    digest: bytes
    fees: int
    rewards: int
    payouts: int
    employees_paid: int


@dataclass(frozen=True, slots=True)
class Seal:
    """`number` counts the closed days from 1."""

    day: date
    number: int
    content: DayContent
    digest: bytes


@dataclass(frozen=True, slots=True)
class SealMaker:
    key: bytes

    @classmethod
    def of(cls, secret: bytes) -> Self:
        """One with a key of its own, made from a secret that serves other purposes too."""
        return cls(hmac.digest(secret, PURPOSE, sha256))

    def seal(self, day: date, content: DayContent, after: Seal | None) -> Seal:
        """The seal of `day`, which follows on the seal `after`."""
        number, previous = (1, FIRST) if after is None else (after.number + 1, after.digest)
        return Seal(day, number, content, self.digest(day, number, content, previous))

    def digest(self, day: date, number: int, content: DayContent, previous: bytes) -> bytes:
        """What the seal with this number must be."""
        told = [
            number,
            day.isoformat(),
            content.transfers,
            content.digest.hex(),
            content.fees,
            content.rewards,
            content.payouts,
            content.employees_paid,
            previous.hex(),
        ]
        return hmac.digest(self.key, json.dumps(told).encode(), sha256)
