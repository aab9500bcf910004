"""What validating an event costs, next to parsing the same bytes with the standard library.

Goal P13: at most 10 µs for a single event, at most 3 µs an item in a batch.
"""

import json
import timeit
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from benchmarks.figures import Figure, record

from schema_registry import EVENTS, validate_data, validate_envelope
from schema_registry.examples import valid_data

SINGLE_MICROSECONDS_MAX = 10
ITEM_MICROSECONDS_MAX = 3
BATCH_SIZE = 500
SAMPLES = 15
SAMPLE_SECONDS = 0.02
LISTS = {"task.assigned": "assignments", "task.priced": "prices", "transfer.posted": "transfers"}


@dataclass(frozen=True, slots=True)
class Cost:
    """Microseconds an event, or an item of a batch: the best of several samples."""

    name: str
    validating: float
    parsing: float
    limit: float


def main() -> None:
    """Print a line per measurement."""
    costs = [*single_events(), *batches()]
    print(f"{'':32}{'validate':>10}{'parse':>10}{'ratio':>8}{'goal':>8}")
    for cost in costs:
        ratio = cost.validating / cost.parsing
        print(
            f"{cost.name:32}{cost.validating:>7.2f} µs{cost.parsing:>7.2f} µs{ratio:>8.2f}{cost.limit:>5} µs"
        )
    for limit, name in (
        (SINGLE_MICROSECONDS_MAX, "a single event"),
        (ITEM_MICROSECONDS_MAX, "an item of a batch"),
    ):
        worst = max((cost for cost in costs if cost.limit == limit), key=lambda cost: cost.validating)
        record(Figure("P13", f"validating {name}", worst.validating, "µs", worst.parsing, at_most=limit))


def single_events() -> Iterator[Cost]:
    """A typical example of each version, as data and in its envelope."""
    for type, event in EVENTS.items():
        for version in event.versions:
            data = a_typical_example(type, version)
            envelope = enveloped(type, version, data)
            yield cost(f"{type} v{version}", data, partial(validate_data, type, version))
            yield cost(f"{type} v{version}, enveloped", envelope, validate_envelope)


def batches() -> Iterator[Cost]:
    """Batches of full size."""
    for type, items in LISTS.items():
        data = a_typical_example(type, 1)
        full = data | {items: (data[items] * BATCH_SIZE)[:BATCH_SIZE]}
        whole = cost(type, full, partial(validate_data, type, 1))
        yield Cost(
            f"{type}, an item of {BATCH_SIZE}",
            whole.validating / BATCH_SIZE,
            whole.parsing / BATCH_SIZE,
            ITEM_MICROSECONDS_MAX,
        )


def cost(name: str, document: Any, validate: Callable[[Any], None]) -> Cost:
    """Validate and parse `document`; its strings are separate objects, as they come off the wire."""
    body = json.dumps(document).encode()
    parsed = json.loads(body)
    return Cost(
        name,
        best_microseconds(lambda: validate(parsed)),
        best_microseconds(lambda: json.loads(body)),
        SINGLE_MICROSECONDS_MAX,
    )


def best_microseconds(work: Callable[[], object]) -> float:
    """The best of several samples, each long enough for the clock."""
    work()
    once = min(timeit.repeat(work, number=1, repeat=5))
    times = max(1, int(SAMPLE_SECONDS / once))
    return min(timeit.repeat(work, number=times, repeat=SAMPLES)) / times * 1_000_000


def a_typical_example(type: str, version: int) -> Any:
    """The valid example of middling length."""
    examples = sorted(valid_data(type, version), key=lambda data: len(json.dumps(data)))
    return examples[(len(examples) - 1) // 2]


def enveloped(type: str, version: int, data: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": str(UUID(int=1)),
        "source": f"/{EVENTS[type].producer}",
        "type": type,
        "eventversion": version,
        "subject": str(UUID(int=2)),
        "time": "2026-11-21T09:00:00.123456Z",
        "dataschema": f"urn:popug:{type}:{version}",
        "datacontenttype": "application/json",
        "traceparent": f"00-{1:032x}-{1:016x}-01",
        "data": data,
    }


if __name__ == "__main__":
    main()
