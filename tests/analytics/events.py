"""Events of the other services as they travel, every one valid."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import schema_registry
from analytics.domain.entry import Entry
from chassis.clock import rfc3339
from chassis.envelope import Envelope
from chassis.identifiers import AccountId, new_id
from chassis.integration import IntegrationEvent
from chassis.rabbitmq.connection import publishing
from chassis.rabbitmq.publisher import Outgoing, Publisher
from chassis.roles import Role
from tests.analytics.builders import FIX_THE_BEAK, KESHA, NOON, TODAY
from tests.infrastructure import BrokerUrls

PRODUCERS = {type_: event.producer for type_, event in schema_registry.EVENTS.items()}


def an_event(type_: str, version: int, data: dict[str, Any]) -> Envelope:
    schema_registry.validate_data(type_, version, data)
    return Envelope.of(IntegrationEvent(type_, version, data), source=f"/{PRODUCERS[type_]}", time=NOON)


def transfer_posted(*entries: Entry) -> Envelope:
    """Entries of one day."""
    (day,) = {entry.day for entry in entries}
    transfers = [
        {
            "transfer_id": str(entry.transfer_id),
            "kind": entry.kind.value,
            "account_id": str(entry.account_id),
            "task_id": None if entry.task_id is None else str(entry.task_id),
            "amount": entry.amount,
            "occurred_at": rfc3339(entry.occurred_at),
        }
        for entry in entries
    ]
    return an_event("transfer.posted", 1, {"day": day.isoformat(), "transfers": transfers})


def task_created(title: str = "Fix the beak", jira_id: str | None = "UBERPOP-42") -> Envelope:
    data = {"task_id": str(FIX_THE_BEAK), "title": title, "jira_id": jira_id, "description": None, **_made()}
    return an_event("task.created", 2, data)


def task_created_v1(description: str) -> Envelope:
    return an_event("task.created", 1, {"task_id": str(FIX_THE_BEAK), "description": description, **_made()})


def account_created(account_id: AccountId = KESHA, name: str = "Kesha") -> Envelope:
    data = {
        "account_id": str(account_id),
        "version": 1,
        "name": name,
        "email": "kesha@popug.inc",
        "role": Role.WORKER.value,
        "active": True,
        "locale": "en",
    }
    return an_event("account.created", 1, data)


def task_completed() -> Envelope:
    data = {"task_id": str(FIX_THE_BEAK), "assignment_no": 1, "account_id": str(KESHA), "at": rfc3339(NOON)}
    return an_event("task.completed", 1, data)


def task_priced(fee: int = 1500, reward: int = 3000) -> Envelope:
    return an_event(
        "task.priced", 1, {"prices": [{"task_id": str(FIX_THE_BEAK), "fee": fee, "reward": reward}]}
    )


def payout_made(amount: int = 1500, day: date = TODAY) -> Envelope:
    return an_event("payout.made", 1, {"account_id": str(KESHA), "day": day.isoformat(), "amount": amount})


def day_closed(fees: int, rewards: int, payouts: int, day: date = TODAY) -> Envelope:
    totals = {"fees": fees, "rewards": rewards, "payouts": payouts}
    return an_event("day.closed", 1, {"day": day.isoformat(), **totals})


async def send(vhost: BrokerUrls, envelopes: Sequence[Envelope]) -> None:
    """Publish each as its producer does."""
    for envelope in envelopes:
        await send_raw(vhost, envelope.type, envelope.to_bytes())


async def send_raw(vhost: BrokerUrls, type_: str, body: bytes) -> None:
    producer = PRODUCERS[type_]
    async with publishing(vhost[producer], "test") as channel:
        await Publisher(channel).publish([Outgoing(producer, type_, str(new_id()), body, type_)])


def _made() -> dict[str, str]:
    return {"author_id": str(KESHA), "created_at": rfc3339(NOON)}
