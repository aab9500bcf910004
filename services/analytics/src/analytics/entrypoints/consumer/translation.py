"""How the events of tracker and accounting read here: all of a type and version in a batch as one command."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from analytics.application.commands.learn_tasks import LearnTasks
from analytics.application.commands.record_closed_days import RecordClosedDays
from analytics.application.commands.record_completions import RecordCompletions
from analytics.application.commands.record_entries import RecordEntries
from analytics.application.commands.record_payouts import RecordPayouts
from analytics.application.commands.record_prices import RecordPrices
from analytics.application.ports import ClosedDay, Completion, Payout, Price, TaskFacts
from analytics.domain.entry import Entry, EntryKind
from analytics.domain.identifiers import AccountId, Cents, TaskId, TransferId
from analytics.domain.task_name import name_in
from chassis.envelope import Envelope


def task_created_v1(envelopes: Sequence[Envelope]) -> LearnTasks:
    """One text held everything; it begins with what the task is called."""
    return LearnTasks(
        [TaskFacts(_task_id(envelope.data), *name_in(envelope.data["description"])) for envelope in envelopes]
    )


def task_created_v2(envelopes: Sequence[Envelope]) -> LearnTasks:
    return LearnTasks(
        [
            TaskFacts(_task_id(envelope.data), envelope.data["jira_id"], envelope.data["title"])
            for envelope in envelopes
        ]
    )


def task_completed_v1(envelopes: Sequence[Envelope]) -> RecordCompletions:
    return RecordCompletions(
        [Completion(_task_id(envelope.data), _account_id(envelope.data)) for envelope in envelopes]
    )


def task_priced_v1(envelopes: Sequence[Envelope]) -> RecordPrices:
    return RecordPrices(
        [
            Price(_task_id(price), Cents(price["fee"]), Cents(price["reward"]))
            for envelope in envelopes
            for price in envelope.data["prices"]
        ]
    )


def transfer_posted_v1(envelopes: Sequence[Envelope]) -> RecordEntries:
    return RecordEntries([entry for envelope in envelopes for entry in _entries_in(envelope)])


def payout_made_v1(envelopes: Sequence[Envelope]) -> RecordPayouts:
    return RecordPayouts(
        [
            Payout(_account_id(envelope.data), _day(envelope.data), Cents(envelope.data["amount"]))
            for envelope in envelopes
        ]
    )


def day_closed_v1(envelopes: Sequence[Envelope]) -> RecordClosedDays:
    return RecordClosedDays(
        [
            ClosedDay(
                day=_day(envelope.data),
                fees=Cents(envelope.data["fees"]),
                rewards=Cents(envelope.data["rewards"]),
                payouts=Cents(envelope.data["payouts"]),
            )
            for envelope in envelopes
        ]
    )


def _entries_in(envelope: Envelope) -> Iterator[Entry]:
    day = _day(envelope.data)
    for transfer in envelope.data["transfers"]:
        yield Entry(
            transfer_id=TransferId(UUID(transfer["transfer_id"])),
            kind=EntryKind(transfer["kind"]),
            account_id=_account_id(transfer),
            task_id=None if transfer["task_id"] is None else _task_id(transfer),
            amount=Cents(transfer["amount"]),
            day=day,
            occurred_at=datetime.fromisoformat(transfer["occurred_at"]),
        )


def _task_id(data: Any) -> TaskId:
    return TaskId(UUID(data["task_id"]))


def _account_id(data: Any) -> AccountId:
    return AccountId(UUID(data["account_id"]))


def _day(data: Any) -> date:
    return date.fromisoformat(data["day"])
