"""Entries of the ledger side by side, the way events tell them: hundreds at once, history by the million."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from analytics.domain.entry import Entry, EntryKind
from analytics.domain.errors import EntryWithoutTask
from analytics.domain.identifiers import AccountId, Cents, TaskId, TransferId


@dataclass(frozen=True, slots=True)
class ToldEntries:
    """What `Entry` says, a sequence for each of its fields, all of one length.

    Identifiers and times are text, as they travel: making objects of them would take longer than counting
    them does.
    """

    transfer_ids: Sequence[str]
    kinds: Sequence[str]
    account_ids: Sequence[str]
    task_ids: Sequence[str | None]
    amounts: Sequence[int]
    days: Sequence[date]
    occurred_at: Sequence[str]

    def __post_init__(self) -> None:
        if len({len(column) for column in self.columns()}) > 1:
            raise ValueError("each entry has a value in every sequence")
        if None not in self.task_ids:
            return
        payout = EntryKind.PAYOUT.value
        for transfer_id, kind, task_id in zip(self.transfer_ids, self.kinds, self.task_ids, strict=True):
            if task_id is None and kind != payout:
                raise EntryWithoutTask(f"entry {transfer_id} is a fee or a reward and names no task")

    def __len__(self) -> int:
        return len(self.transfer_ids)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "ToldEntries":
        """The same entries, side by side."""
        told = list(entries)
        return cls(
            transfer_ids=[str(entry.transfer_id) for entry in told],
            kinds=[entry.kind.value for entry in told],
            account_ids=[str(entry.account_id) for entry in told],
            task_ids=[None if entry.task_id is None else str(entry.task_id) for entry in told],
            amounts=[entry.amount for entry in told],
            days=[entry.day for entry in told],
            occurred_at=[entry.occurred_at.isoformat() for entry in told],
        )

    def one_by_one(self) -> Iterator[Entry]:
        """The same entries, each by itself."""
        for transfer_id, kind, account_id, task_id, amount, day, occurred_at in zip(
            *self.columns(), strict=True
        ):
            yield Entry(
                transfer_id=TransferId(UUID(transfer_id)),
                kind=EntryKind(kind),
                account_id=AccountId(UUID(account_id)),
                task_id=None if task_id is None else TaskId(UUID(task_id)),
                amount=Cents(amount),
                day=day,
                occurred_at=datetime.fromisoformat(occurred_at),
            )

    def columns(self) -> tuple[Sequence[Any], ...]:
        """All of them, in the order of the fields."""
        return (
            self.transfer_ids,
            self.kinds,
            self.account_ids,
            self.task_ids,
            self.amounts,
            self.days,
            self.occurred_at,
        )
