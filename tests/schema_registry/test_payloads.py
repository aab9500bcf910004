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


CASES = {
    "right": ("account_id", "TASK_COMPLETED_V1"),
    "no_such_field": ("assignee_id", "TASK_COMPLETED_V1"),
    "another_event": ("account_id", "TASK_CREATED_V2"),
}


@pytest.fixture(scope="module")
def type_check(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What mypy says of all `CASES`, each a module; most of a run is for the libraries, hence one."""
    directory = tmp_path_factory.mktemp("readers")
    for name, (field, event) in CASES.items():
        (directory / f"{name}.py").write_text(READS.format(field=field, event=event))
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", *map(str, directory.iterdir())],
        capture_output=True,
        text=True,
        timeout=300,
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
    ("case", "complaint"),
    [
        ("no_such_field", 'TypedDict "TaskCompletedV1" has no key "assignee_id"'),
        ("another_event", "incompatible type"),
    ],
)
def test_reading_a_field_or_an_event_that_is_another_fails_the_type_check(
    type_check: str, case: str, complaint: str
) -> None:
    told = [line for line in type_check.splitlines() if f"{case}.py" in line]

    assert any(complaint in line for line in told), type_check


def test_reading_what_there_is_passes_the_type_check(type_check: str) -> None:
    assert "Found 2 errors in 2 files" in type_check
    assert "right.py" not in type_check
