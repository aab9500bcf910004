"""What the entries of a day come to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from analytics.domain.entry import Entry, EntryKind
from analytics.domain.identifiers import Cents


@dataclass(frozen=True, slots=True)
class DayTotals:
    """Of the entries booked on `day`: cents by kind, completions (one a reward), and how many there are."""

    day: date
    fees: Cents
    rewards: Cents
    payouts: Cents
    completions: int
    entries: int

    @classmethod
    def of(cls, day: date, entries: Iterable[Entry]) -> "DayTotals":
        """Add up those `entries` that are booked on `day`."""
        booked = [entry for entry in entries if entry.day == day]
        amounts = {
            kind: [entry.amount for entry in booked if entry.kind is kind]
            for kind in (EntryKind.ASSIGNMENT_FEE, EntryKind.COMPLETION_REWARD, EntryKind.PAYOUT)
        }
        return cls(
            day=day,
            fees=Cents(sum(amounts[EntryKind.ASSIGNMENT_FEE])),
            rewards=Cents(sum(amounts[EntryKind.COMPLETION_REWARD])),
            payouts=Cents(sum(amounts[EntryKind.PAYOUT])),
            completions=len(amounts[EntryKind.COMPLETION_REWARD]),
            entries=len(booked),
        )
