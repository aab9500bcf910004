"""Entries of the ledger side by side, the way history tells them by the million."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analytics.domain.entry import EntryKind
from analytics.domain.errors import EntryWithoutTask


@dataclass(frozen=True, slots=True)
class ToldEntries:
    """What `Entry` says, a sequence for each of its fields, all of one length.

    Identifiers and times are text, as they travel: nobody asks anything of them before they are counted.
    """

    transfer_ids: Sequence[str]
    kinds: Sequence[str]
    account_ids: Sequence[str]
    task_ids: Sequence[str | None]
    amounts: Sequence[int]
    days: Sequence[date]
    occurred_at: Sequence[str]

    def __post_init__(self) -> None:
        payout = EntryKind.PAYOUT.value
        for transfer_id, kind, task_id in zip(self.transfer_ids, self.kinds, self.task_ids, strict=True):
            if task_id is None and kind != payout:
                raise EntryWithoutTask(f"entry {transfer_id} is a fee or a reward and names no task")
