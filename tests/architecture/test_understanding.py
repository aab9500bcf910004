"""Whatever the registry accepts, every consumer understands."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.consumer import Subscription
from chassis.envelope import Envelope
from chassis.identifiers import new_id
from chassis.messages import Command
from schema_registry import EVENTS, validate_envelope
from schema_registry.event_version import EventVersion
from schema_registry.layout import REGISTRY, read_json, schema_path
from schema_registry.upcasting import upcast
from tests.architecture.instances import instances_of
from tests.architecture.subscribing import subscriptions_of

VERSIONS = [(type, version) for type, event in EVENTS.items() for version in event.versions]
EXAMPLES = 25
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def with_tasks_where_there_is_one(data: Any) -> Any:
    """What `transfer.posted` says in words alone: a fee or a reward is for a task, a payout for none."""
    for transfer in data["transfers"]:
        of_a_task = transfer["kind"] != "payout"
        transfer["task_id"] = (transfer["task_id"] or transfer["transfer_id"]) if of_a_task else None
    return data


SAID_IN_WORDS = {("transfer.posted", 1): with_tasks_where_there_is_one}


def valid_instances(type: str, version: int) -> st.SearchStrategy[Any]:
    instances = instances_of(read_json(schema_path(REGISTRY, type, version)))
    return instances.map(SAID_IN_WORDS.get((type, version), lambda data: data))


def on_arrival(type: str, version: int, data: Any) -> Envelope:
    """A valid event as a translator gets it."""
    envelope = Envelope(new_id(), f"/{EVENTS[type].producer}", type, version, NOON, data)
    validate_envelope(envelope.as_json())
    version, data = upcast(type, version, data)
    return Envelope(envelope.id, envelope.source, type, version, NOON, data)


def translated(subscriptions: list[Subscription], envelope: Envelope) -> Command[Any]:
    wanted: EventVersion = EventVersion(envelope.type, envelope.version)
    return next(each for each in subscriptions if each.event == wanted).translate([envelope])


@pytest.mark.parametrize(("type", "version"), VERSIONS)
def test_every_valid_event_makes_a_command_at_each_of_its_readers(type: str, version: int) -> None:
    readers = [name for name, read in EVENTS[type].reads.items() if version in read]
    subscriptions = {reader: list(subscriptions_of(reader)) for reader in readers}

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(valid_instances(type, version))
    def all_understand(data: Any) -> None:
        envelope = on_arrival(type, version, data)
        for reader in readers:
            assert isinstance(translated(subscriptions[reader], envelope), Command)

    assert readers
    all_understand()


def test_a_translator_that_reads_what_no_event_has_is_noticed() -> None:
    subscription = next(one for one in subscriptions_of("accounting") if one.event.type == "task.completed")
    envelope = Envelope(new_id(), "/tracker", "task.completed", 1, NOON, {"task": "another name"})

    with pytest.raises(KeyError, match="task_id"):
        translated([subscription], envelope)
