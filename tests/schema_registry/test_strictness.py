"""Data that is open, optional or unbounded is found."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schema_registry.soundness.strictness import strictness_faults
from tests.schema_registry.builders import change_schema, the_only_fault

Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda schema: schema.pop("additionalProperties"), "an object is closed"),
        (
            lambda schema: schema.update(
                additionalProperties={"type": "boolean", "description": "A surprise."}
            ),
            "an object is closed",
        ),
        (lambda schema: schema["required"].remove("title"), "every field is required"),
        (lambda schema: schema["required"].append("titel"), "every field is required"),
        (lambda schema: schema["properties"]["title"].pop("maxLength"), "a string has an enum"),
        (lambda schema: schema["properties"]["title"].update(maxLength=10**6), "a string has an enum"),
        (lambda schema: schema["properties"]["jira_id"].pop("pattern"), "a string has an enum"),
        (lambda schema: schema["properties"]["jira_id"].update(pattern="^[A-Z]{2,}$"), "a string has"),
        (lambda schema: schema["properties"]["title"].pop("description"), "it has no description"),
    ],
)
def test_data_that_is_open_or_unbounded_is_found(registry: Path, change: Change, fault: str) -> None:
    assert fault in the_only_fault(strictness_faults, registry, change)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda prices: prices.pop("maxItems"), "a list says what its items are"),
        (lambda prices: prices.pop("items"), "a list says what its items are"),
        (lambda prices: prices.update(maxItems=501), "a list holds 1 to at most 500"),
        (lambda prices: prices.update(minItems=0), "a list holds 1 to at most 500"),
        (lambda prices: fee_in(prices).pop("minimum"), "a whole number has a minimum"),
        (lambda prices: fee_in(prices).pop("maximum"), "a whole number has a minimum"),
        (lambda prices: fee_in(prices).update(maximum=2**53), "a whole number has a minimum"),
        (lambda prices: fee_in(prices).pop("type"), "it accepts every type"),
        (lambda prices: prices["items"].pop("additionalProperties"), "an object is closed"),
    ],
)
def test_lists_and_numbers_without_bounds_are_found(registry: Path, change: Change, fault: str) -> None:
    change_schema(registry, "task.priced", 1, lambda schema: change(schema["properties"]["prices"]))

    found = strictness_faults(registry)

    assert any(fault in each for each in found), found


def fee_in(prices: dict[str, Any]) -> dict[str, Any]:
    fee: dict[str, Any] = prices["items"]["properties"]["fee"]
    return fee
