"""Generated histories of a ledger, and the ways in which a broker may deliver them."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from hypothesis import strategies as st

from analytics.domain.entry import Entry, EntryKind
from analytics.domain.identifiers import AccountId, Cents, TaskId, TransferId
from analytics.domain.periods import Period
from tests.analytics.builders import at

LATEST_DAY = date(2027, 3, 2)
PERIOD = Period(LATEST_DAY - timedelta(days=34), LATEST_DAY)
"""All of a February of 28 days, the end of a January of 31, and weeks that lie across both."""

ACCOUNTS = [AccountId(UUID(int=number)) for number in (1, 2, 3)]
TASKS = [TaskId(UUID(int=number)) for number in (11, 12, 13, 14)]
AMOUNTS = st.integers(1, 4)
"""So few that ties and changes of a balance's sign are common."""

A_FEW_DAYS = st.sampled_from([LATEST_DAY, LATEST_DAY - timedelta(days=1), LATEST_DAY - timedelta(days=3)])
MANY_DAYS = st.sampled_from(PERIOD.days())
KINDS = st.sampled_from([*EntryKind, EntryKind.COMPLETION_REWARD])


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """An entry booked on its day, or up to three days after it happened; often close to midnight."""
    kind = draw(KINDS)
    day = draw(A_FEW_DAYS | MANY_DAYS)
    happened_on = day - timedelta(days=draw(st.sampled_from([0, 0, 0, 1, 3])))
    hour, minute = draw(st.sampled_from([(0, 0), (2, 59), (12, 0), (23, 59)]))
    return Entry(
        transfer_id=TransferId(draw(st.uuids())),
        kind=kind,
        account_id=draw(st.sampled_from(ACCOUNTS)),
        task_id=None if kind is EntryKind.PAYOUT else draw(st.sampled_from(TASKS)),
        amount=Cents(draw(AMOUNTS)),
        day=day,
        occurred_at=at(happened_on, hour, minute),
    )


histories = st.integers(0, 30).flatmap(
    lambda size: st.lists(entries(), min_size=size, max_size=size, unique_by=lambda entry: entry.transfer_id)
)


@st.composite
def deliveries(draw: st.DrawFn, history: Sequence[Entry]) -> list[list[Entry]]:
    """`history` in batches, out of order, some of it twice, in one batch or in another."""
    repeated = [entry for entry in history if draw(st.booleans())]
    delivered = draw(st.permutations([*history, *repeated]))
    batches: list[list[Entry]] = []
    start = 0
    while start < len(delivered):
        size = draw(st.integers(1, 12))
        batches.append(delivered[start : start + size])
        start += size
    return batches
