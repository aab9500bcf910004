"""The types of the events' data are those of the schemas, and reading anything else fails."""

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from schema_registry import EVENTS, payloads
from schema_registry.event_version import EventVersion
from schema_registry.payload_source import payloads_source

READS = """
from collections.abc import Sequence
from chassis.consumer import Subscription
from chassis.envelope import Envelope
from chassis.messages import Command
from schema_registry.payloads import TASK_COMPLETED_V1, TASK_CREATED_V2, TaskCompletedV1

class Reward(Command[None]): ...

def task_completed_v1(envelopes: Sequence[Envelope[TaskCompletedV1]]) -> Reward:
    print([envelope.data["{field}"] for envelope in envelopes])
    return Reward()

SUBSCRIPTION = Subscription({event}, task_completed_v1)
"""


def type_check(directory: Path, *, field: str, event: str) -> str:
    file = directory / "reader.py"
    file.write_text(READS.format(field=field, event=event))
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--follow-imports=silent", str(file)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return checked.stdout


def test_the_module_is_what_the_schemas_say() -> None:
    written = Path(inspect.getfile(payloads)).read_text(encoding="utf-8")

    assert written == payloads_source(), "run: schema-registry payloads > …/schema_registry/payloads.py"


def test_every_version_of_every_event_has_a_type() -> None:
    typed = {value for value in vars(payloads).values() if isinstance(value, EventVersion)}

    assert typed == {
        EventVersion(event.type, version) for event in EVENTS.values() for version in event.versions
    }


@pytest.mark.parametrize(
    ("field", "event", "complaint"),
    [
        ("account_id", "TASK_COMPLETED_V1", "Success"),
        ("assignee_id", "TASK_COMPLETED_V1", 'TypedDict "TaskCompletedV1" has no key "assignee_id"'),
        ("account_id", "TASK_CREATED_V2", "incompatible type"),
    ],
)
def test_reading_a_field_or_an_event_that_is_another_fails_the_type_check(
    tmp_path: Path, field: str, event: str, complaint: str
) -> None:
    assert complaint in type_check(tmp_path, field=field, event=event)
