"""A keyword that would silently do nothing is found."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schema_registry.layout import envelope_path
from schema_registry.soundness.dialect import dialect_faults
from tests.schema_registry.builders import change_schema, the_only_fault

Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            lambda schema: schema.update(requierd=schema.pop("required")),
            "requierd is not a keyword used here, did you mean required?",
        ),
        (
            lambda schema: schema.update(additionalProprties=schema.pop("additionalProperties")),
            "did you mean additionalProperties?",
        ),
        (lambda schema: misspell(schema["properties"]["title"]), "did you mean maxLength?"),
        (lambda schema: schema.update(unevaluatedProperties=False), "unevaluatedProperties is not"),
        (lambda schema: schema.update(dependentRequired={}), "dependentRequired is not"),
        (lambda schema: schema["properties"]["created_at"].update(format="date-time"), "format is not"),
        (lambda schema: schema["properties"].update(extra={"$ref": "#/x"}), "$ref is not"),
        (lambda schema: schema["properties"]["title"].update(default="beak"), "default is not"),
        (lambda schema: schema["properties"]["title"].update({"$id": "urn:x"}), "$id is not"),
    ],
)
def test_a_keyword_validators_would_ignore_is_found(registry: Path, change: Change, fault: str) -> None:
    assert fault in the_only_fault(dialect_faults, registry, change)


@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        ("type", "strnig"),
        ("type", "number"),
        ("type", []),
        ("type", ["string", "string"]),
        ("maxLength", "200"),
        ("maxLength", -1),
        ("maxLength", True),
        ("description", ""),
    ],
)
def test_a_keyword_with_a_value_of_the_wrong_kind_is_found(
    registry: Path, keyword: str, value: object
) -> None:
    change_schema(
        registry, "task.created", 2, lambda schema: schema["properties"]["title"].update({keyword: value})
    )

    found = dialect_faults(registry)

    assert f"schemas/task.created/2.json at title: {keyword} cannot be {value!r}." in found


@pytest.mark.parametrize(
    "pattern",
    [
        "[0-9]+",
        "^[0-9]+",
        "[0-9]+$",
        "^a|b$",
        "^\\d+$",
        "^\\w+$",
        "^(?=a)a$",
        "^[0-9$",
        "^(a$",
        42,
    ],
)
def test_a_pattern_that_lets_more_through_than_it_seems_is_found(registry: Path, pattern: object) -> None:
    fault = the_only_fault(
        dialect_faults, registry, lambda schema: schema["properties"]["title"].update(pattern=pattern)
    )

    assert fault.startswith("schemas/task.created/2.json at title: pattern cannot be")


@pytest.mark.parametrize("pattern", ["^(?:a|b)$", "^[|]$", "^a\\|b$", "^((?:a|b)|[(])$", "^[^\\[\\]|]*$"])
def test_a_pattern_that_is_anchored_throughout_passes(registry: Path, pattern: str) -> None:
    change_schema(
        registry, "task.created", 2, lambda schema: schema["properties"]["title"].update(pattern=pattern)
    )

    assert dialect_faults(registry) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda schema: schema["properties"]["title"].update(minimum=1), "without type integer"),
        (lambda schema: schema["properties"]["title"].update(maxItems=1), "without type array"),
        (lambda schema: schema["properties"]["title"].update(required=["x"]), "without type object"),
    ],
)
def test_a_keyword_that_does_nothing_is_found(registry: Path, change: Change, fault: str) -> None:
    assert fault in the_only_fault(dialect_faults, registry, change)


def test_the_envelope_is_checked_too(registry: Path) -> None:
    envelope = envelope_path(registry)
    envelope.write_text(envelope.read_text().replace('"maxLength"', '"maxLenght"', 1))

    assert dialect_faults(registry)[0].startswith("envelope.json at subject: maxLenght is not")


def misspell(title: dict[str, Any]) -> None:
    title["maxLenght"] = title.pop("maxLength")
