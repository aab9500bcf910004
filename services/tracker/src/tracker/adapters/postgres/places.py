"""Which tasks a filter means, as places in the order of creation, by the index that leads to them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, union_all

from chassis.postgres.database import Transaction
from tracker.adapters.postgres import tables
from tracker.adapters.postgres.search import matches
from tracker.adapters.postgres.statuses import number_of
from tracker.application.queries.tasks import COUNTED_MAX, TaskFilter
from tracker.domain.task import Status

t, a = tables.task, tables.assignment


@dataclass(frozen=True, slots=True)
class Reach:
    """Tasks created before and after these places; `upwards` begins at `after`."""

    before: int | None
    after: int | None
    upwards: bool = False

    @property
    def is_upwards(self) -> bool:
        return self.upwards or (self.before is None and self.after is not None)

    def stretch(self, size: int, newest: int) -> "Reach":
        """The `size` places where this one begins."""
        if self.is_upwards:
            start = self.after or 0
            return Reach(start + size + 1, start, upwards=True)
        start = newest + 1 if self.before is None else min(self.before, newest + 1)
        return Reach(start, start - size - 1)

    def beyond(self, stretch: "Reach") -> "Reach":
        """What is left after `stretch`."""
        if self.is_upwards:
            return Reach(None, (stretch.before or 1) - 1)
        return Reach((stretch.after or 0) + 1, None)

    def is_over(self, newest: int) -> bool:
        """Whether no task can lie there."""
        if self.is_upwards:
            return (self.after or 0) >= newest
        return self.before is not None and self.before <= 1

    @property
    def start(self) -> int | None:
        """Where it begins."""
        return self.after if self.is_upwards else self.before


def places(which: TaskFilter, reach: Reach, limit: int) -> Any:
    """The places of the tasks nearest to where the page begins.

    An assignee's tasks lie in the index by status, so each status is walked on its own.
    """
    apart = which.assignee_id is not None and which.status is None
    statuses: Sequence[Status | None] = list(Status) if apart else [which.status]
    walks = [walk(found_by(which, status), reach, limit) for status in statuses]
    if len(walks) == 1:
        return walks[0]
    merged = union_all(*(select(each.subquery()) for each in walks)).subquery()
    return select(merged).order_by(_towards(merged.c.seq, reach)).limit(limit)


def walk(found: Select[Any], reach: Reach, limit: int) -> Select[Any]:
    return within(found, reach).order_by(_towards(found.selected_columns.seq, reach)).limit(limit)


def within(found: Select[Any], reach: Reach) -> Select[Any]:
    seq = found.selected_columns.seq
    if reach.before is not None:
        found = found.where(seq < reach.before)
    if reach.after is not None:
        found = found.where(seq > reach.after)
    return found


def found_by(which: TaskFilter, status: Status | None, common: Collection[int] = ()) -> Select[Any]:
    by_text, by_assignment = matches(which.text, common), assigned(which, status)
    found = select(a.c.seq) if by_assignment else select(t.c.seq)
    if by_text is not None:
        found = (found.join_from(a, t, a.c.seq == t.c.seq) if by_assignment else found).where(by_text)
    return found.where(*by_assignment)


def assigned(which: TaskFilter, status: Status | None) -> Sequence[ColumnElement[bool]]:
    """What the assignment of a task has to be like."""
    conditions = [] if status is None else [a.c.status == number_of(status)]
    return conditions if which.assignee_id is None else [*conditions, a.c.assignee_id == which.assignee_id]


async def counted(reading: Transaction, found: Select[Any]) -> int:
    """How many there are; counting stops one beyond COUNTED_MAX."""
    number = select(func.count()).select_from(found.limit(COUNTED_MAX + 1).subquery())
    counted: int = (await reading.connection.execute(number)).scalar_one()
    return counted


def _towards(seq: ColumnElement[int], reach: Reach) -> ColumnElement[int]:
    return seq.asc() if reach.is_upwards else seq.desc()
