"""Entries, tasks, accounts and moments as tests need them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from analytics.application.commands.learn_tasks import LearnTasks
from analytics.application.commands.record_closed_days import RecordClosedDays
from analytics.application.commands.record_completions import RecordCompletions
from analytics.application.commands.record_entries import RecordEntries
from analytics.application.commands.record_payouts import RecordPayouts
from analytics.application.commands.record_prices import RecordPrices
from analytics.application.ports import ClosedDay, Completion, Payout, Price, TaskFacts
from analytics.domain.entry import Entry, EntryKind
from analytics.domain.identifiers import Cents, TaskId, TransferId
from analytics.domain.told_entries import ToldEntries
from chassis.access import AccountState, RegisterAccounts
from chassis.identifiers import AccountId, new_id
from chassis.messages import Command
from chassis.roles import Role

MOSCOW = ZoneInfo("Europe/Moscow")
TODAY = date(2026, 11, 21)
"""A Saturday."""
NOON = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
"""Noon in Moscow on that day."""

KESHA, GOSHA = AccountId(UUID(int=1)), AccountId(UUID(int=2))
FIX_THE_BEAK, FEED_THE_CAT = TaskId(UUID(int=11)), TaskId(UUID(int=12))


def at(day: date, hour: int = 12, minute: int = 0) -> datetime:
    """A time of `day` in Moscow, in UTC."""
    return datetime.combine(day, time(hour, minute), MOSCOW).astimezone(UTC)


def yesterday(day: date = TODAY) -> date:
    return day - timedelta(days=1)


def a_fee(amount: int = 1500, **changes: Any) -> Entry:
    return an_entry(EntryKind.ASSIGNMENT_FEE, amount, **changes)


def a_reward(amount: int = 3000, **changes: Any) -> Entry:
    return an_entry(EntryKind.COMPLETION_REWARD, amount, **changes)


def a_payout(amount: int = 1500, **changes: Any) -> Entry:
    return an_entry(EntryKind.PAYOUT, amount, task_id=None, **changes)


def an_entry(
    kind: EntryKind,
    amount: int,
    *,
    account_id: AccountId = KESHA,
    task_id: TaskId | None = FIX_THE_BEAK,
    day: date = TODAY,
    occurred_at: datetime | None = None,
    transfer_id: UUID | None = None,
) -> Entry:
    """Booked on the day it happened, around noon, unless told otherwise."""
    moment = at(day) if occurred_at is None else occurred_at
    transfer = TransferId(transfer_id or new_id())
    return Entry(transfer, kind, account_id, task_id, Cents(amount), day, moment)


def recording(*entries: Entry) -> RecordEntries:
    return RecordEntries(ToldEntries.of(entries))


def learning(
    task_id: TaskId = FIX_THE_BEAK, title: str = "Fix the beak", jira_id: str | None = None
) -> LearnTasks:
    return LearnTasks([TaskFacts(task_id, jira_id, title)])


def registering(
    account_id: AccountId = KESHA, name: str = "Kesha", role: Role = Role.WORKER
) -> RegisterAccounts:
    return RegisterAccounts(
        (AccountState(account_id, 1, name, f"{account_id}@popug.inc", role, True, "en", NOON),)
    )


def a_story_that_fits() -> Sequence[Command[Any]]:
    """A fee, a reward and a payout of one account, and all that the others tell of them."""
    return [
        recording(a_fee(1500), a_reward(3000), a_payout(1500)),
        RecordCompletions([Completion(FIX_THE_BEAK, KESHA)]),
        RecordPrices([Price(FIX_THE_BEAK, Cents(1500), Cents(3000))]),
        RecordPayouts([Payout(KESHA, TODAY, Cents(1500))]),
        RecordClosedDays([ClosedDay(TODAY, Cents(1500), Cents(3000), Cents(1500))]),
    ]
