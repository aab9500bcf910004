"""In the red: who owes the company at the end of a day, as changes from one day to the next."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from analytics.domain.entry import Entry
from analytics.domain.identifiers import AccountId


def changes_in_the_red(moved_by_day: Mapping[date, int]) -> dict[date, int]:
    """The days on which one account goes into the red (+1) or comes out of it (-1).

    `moved_by_day` is by how many cents its balance moved on each day, in any order. Only the balance at a
    day's end counts: in and out again within a day is no change. Summed over all accounts and all days up to
    one, the changes are how many were in the red when that day ended.
    """
    changes: dict[date, int] = {}
    balance, was_red = 0, False
    for day in sorted(moved_by_day):
        balance += moved_by_day[day]
        if (balance < 0) is not was_red:
            was_red = not was_red
            changes[day] = 1 if was_red else -1
    return changes


def in_the_red_by_day(entries: Iterable[Entry]) -> Counter[date]:
    """The changes of all accounts together, in accounts a day."""
    moved: defaultdict[AccountId, Counter[date]] = defaultdict(Counter)
    for entry in entries:
        moved[entry.account_id][entry.day] += entry.moves_balance_by
    changes: Counter[date] = Counter()
    for moved_by_day in moved.values():
        changes.update(changes_in_the_red(moved_by_day))
    return changes
