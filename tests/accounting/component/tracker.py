"""What the tracker and auth say, put on a real broker."""

from collections.abc import Sequence
from typing import Any

from chassis.envelope import Envelope
from chassis.identifiers import new_id
from chassis.integration import IntegrationEvent
from chassis.rabbitmq.connection import publishing
from chassis.rabbitmq.publisher import Outgoing, Publisher
from tests.accounting.builders import NOON
from tests.infrastructure import BrokerUrls

AT = "2026-11-21T09:00:00.123456Z"


def created(
    task_id: Any, title: str = "Fix the beak", jira_id: str | None = "UBERPOP-42"
) -> IntegrationEvent:
    data = {
        "task_id": str(task_id),
        "title": title,
        "jira_id": jira_id,
        "description": None,
        "author_id": str(new_id()),
        "created_at": AT,
    }
    return IntegrationEvent("task.created", 2, data, subject=str(task_id))


def created_v1(task_id: Any, description: str) -> IntegrationEvent:
    data = {
        "task_id": str(task_id),
        "description": description,
        "author_id": str(new_id()),
        "created_at": AT,
    }
    return IntegrationEvent("task.created", 1, data, subject=str(task_id))


def assigned(task_id: Any, account_id: Any, no: int = 1) -> IntegrationEvent:
    assignment = {"task_id": str(task_id), "assignment_no": no, "account_id": str(account_id)}
    return IntegrationEvent(
        "task.assigned", 1, {"reassignment_id": None, "at": AT, "assignments": [assignment]}
    )


def completed(task_id: Any, account_id: Any, no: int = 1) -> IntegrationEvent:
    data = {"task_id": str(task_id), "assignment_no": no, "account_id": str(account_id), "at": AT}
    return IntegrationEvent("task.completed", 1, data, subject=str(task_id))


def account_created(account_id: Any, name: str) -> IntegrationEvent:
    data = {
        "account_id": str(account_id),
        "version": 1,
        "name": name,
        "email": f"{name.lower()}@popug.inc",
        "role": "worker",
        "active": True,
        "locale": "en",
    }
    return IntegrationEvent("account.created", 1, data, subject=str(account_id))


async def publish(broker: BrokerUrls, events: Sequence[IntegrationEvent], producer: str = "tracker") -> None:
    """Say `events` as `producer` does; returns when the broker has them."""
    await publish_bodies(
        broker,
        [(event.type, Envelope.of(event, source=f"/{producer}", time=NOON).to_bytes()) for event in events],
        producer,
    )


async def publish_bodies(
    broker: BrokerUrls, bodies: Sequence[tuple[str, bytes]], producer: str = "tracker"
) -> None:
    """Put bodies on the producer's exchange under their types, whatever is in them."""
    async with publishing(broker[producer], "tests") as channel:
        await Publisher(channel).publish(
            [Outgoing(producer, type_, f"{producer}-{new_id()}", body, type_) for type_, body in bodies]
        )
