"""How the events of tracker and accounting read here: all of a type and version in a batch as one command."""

from collections.abc import Sequence
from datetime import date
from itertools import repeat
from typing import TypedDict

from analytics.application.commands.keep_told_entries import KeepToldEntries
from analytics.application.commands.learn_tasks import LearnTasks
from analytics.application.commands.record_closed_days import RecordClosedDays
from analytics.application.commands.record_completions import RecordCompletions
from analytics.application.commands.record_entries import RecordEntries
from analytics.application.commands.record_payouts import RecordPayouts
from analytics.application.commands.record_prices import RecordPrices
from analytics.application.ports import ClosedDay, Completion, Payout, Price, TaskFacts
from analytics.domain.identifiers import AccountId, Cents, TaskId
from analytics.domain.told_entries import ToldEntries
from chassis.envelope import Envelope, uuid_in
from schema_registry.payloads import (
    DayClosedV1,
    PayoutMadeV1,
    TaskCompletedV1,
    TaskCreatedV2,
    TaskPricedV1,
    TransferPostedV1,
)


class _OfATask(TypedDict):
    task_id: str


class _OfAnAccount(TypedDict):
    account_id: str


class _OfADay(TypedDict):
    day: str


def task_created_v2(envelopes: Sequence[Envelope[TaskCreatedV2]]) -> LearnTasks:
    """Every task's name; a first version arrives as this one."""
    return LearnTasks(
        [
            TaskFacts(_task_id(envelope.data), envelope.data["jira_id"], envelope.data["title"])
            for envelope in envelopes
        ]
    )


def task_completed_v1(envelopes: Sequence[Envelope[TaskCompletedV1]]) -> RecordCompletions:
    return RecordCompletions(
        [Completion(_task_id(envelope.data), _account_id(envelope.data)) for envelope in envelopes]
    )


def task_priced_v1(envelopes: Sequence[Envelope[TaskPricedV1]]) -> RecordPrices:
    return RecordPrices(
        [
            Price(_task_id(price), Cents(price["fee"]), Cents(price["reward"]))
            for envelope in envelopes
            for price in envelope.data["prices"]
        ]
    )


def transfer_posted_v1(envelopes: Sequence[Envelope[TransferPostedV1]]) -> RecordEntries:
    return RecordEntries(_entries_in(envelopes))


def transfers_told_v1(envelopes: Sequence[Envelope[TransferPostedV1]]) -> KeepToldEntries:
    """The same entries for a rebuild, which counts them later."""
    return KeepToldEntries(_entries_in(envelopes))


def payout_made_v1(envelopes: Sequence[Envelope[PayoutMadeV1]]) -> RecordPayouts:
    return RecordPayouts(
        [
            Payout(_account_id(envelope.data), _day(envelope.data), Cents(envelope.data["amount"]))
            for envelope in envelopes
        ]
    )


def day_closed_v1(envelopes: Sequence[Envelope[DayClosedV1]]) -> RecordClosedDays:
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


def _entries_in(envelopes: Sequence[Envelope[TransferPostedV1]]) -> ToldEntries:
    told = [transfer for envelope in envelopes for transfer in envelope.data["transfers"]]
    return ToldEntries(
        transfer_ids=[transfer["transfer_id"] for transfer in told],
        kinds=[transfer["kind"] for transfer in told],
        account_ids=[transfer["account_id"] for transfer in told],
        task_ids=[transfer["task_id"] for transfer in told],
        amounts=[transfer["amount"] for transfer in told],
        days=[
            day
            for envelope in envelopes
            for day in repeat(_day(envelope.data), len(envelope.data["transfers"]))
        ],
        occurred_at=[transfer["occurred_at"] for transfer in told],
    )


def _task_id(data: _OfATask) -> TaskId:
    return TaskId(uuid_in(data["task_id"]))


def _account_id(data: _OfAnAccount) -> AccountId:
    return AccountId(uuid_in(data["account_id"]))


def _day(data: _OfADay) -> date:
    return date.fromisoformat(data["day"])
