"""A task's price: drawn once from a keyed hash of its id, whoever it is assigned to."""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from accounting.domain.identifiers import Cents, TaskId

CENTS_PER_DOLLAR = 100


@dataclass(frozen=True, slots=True)
class Price:
    """What an assignment costs the assignee and what completing earns, both in cents."""

    fee: Cents
    reward: Cents


@dataclass(frozen=True, slots=True)
class Tariff:
    """Draws prices in whole dollars between inclusive bounds.

    The draw is a keyed hash, so every order of events and every rebuild gives a task the same price, and
    nobody without the key can foretell which tasks will be worth completing.
    """

    key: bytes
    fee_dollars: tuple[int, int] = (10, 20)
    reward_dollars: tuple[int, int] = (20, 40)

    def __post_init__(self) -> None:
        for low, high in (self.fee_dollars, self.reward_dollars):
            if not 0 < low <= high:
                raise ValueError(f"a price range must be positive and ascending, not {low}..{high}")

    def price_of(self, task_id: TaskId) -> Price:
        """The one price of this task."""
        digest = hmac.digest(self.key, task_id.bytes, sha256)
        return Price(
            fee=_drawn(digest[:8], self.fee_dollars), reward=_drawn(digest[8:16], self.reward_dollars)
        )


def _drawn(bits: bytes, bounds: tuple[int, int]) -> Cents:
    low, high = bounds
    return Cents((low + int.from_bytes(bits) % (high - low + 1)) * CENTS_PER_DOLLAR)
