"""Every example is a test case, for the validators in use and for an independent one."""

from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from schema_registry import EVENTS, InvalidEvent, validate_data, validate_envelope
from schema_registry.examples import (
    BrokenExample,
    InvalidExample,
    ValidExample,
    read_invalid,
    read_valid,
    valid_data,
)
from schema_registry.layout import (
    REGISTRY,
    envelope_examples_path,
    envelope_path,
    examples_path,
    read_json,
    schema_path,
)

VERSIONS = [(type, version) for type, event in EVENTS.items() for version in event.versions]
VALID = [(*named, example) for named in VERSIONS for example in read_valid(examples_path(REGISTRY, *named))]
INVALID = [
    (*named, example) for named in VERSIONS for example in read_invalid(examples_path(REGISTRY, *named))
]
VALID_ENVELOPES = read_valid(envelope_examples_path(REGISTRY))
INVALID_ENVELOPES = read_invalid(envelope_examples_path(REGISTRY))


@cache
def second_opinion(path: Path) -> jsonschema_rs.Draft7Validator:
    return jsonschema_rs.Draft7Validator(read_json(path))


def name(value: object) -> str | None:
    if isinstance(value, ValidExample | InvalidExample):
        return value.path.stem
    return None


@pytest.mark.parametrize(("type", "version", "example"), VALID, ids=name)
def test_valid_data_is_accepted(type: str, version: int, example: ValidExample) -> None:
    validate_data(type, version, example.data)

    assert second_opinion(schema_path(REGISTRY, type, version)).is_valid(example.data)


@pytest.mark.parametrize(("type", "version", "example"), INVALID, ids=name)
def test_invalid_data_is_refused_where_the_example_says(
    type: str, version: int, example: InvalidExample
) -> None:
    with pytest.raises(InvalidEvent) as refusal:
        validate_data(type, version, example.data)

    assert (refusal.value.path, refusal.value.rule) == (example.at, example.breaks)
    assert not second_opinion(schema_path(REGISTRY, type, version)).is_valid(example.data)


@pytest.mark.parametrize("example", VALID_ENVELOPES, ids=name)
def test_a_valid_envelope_is_accepted(example: ValidExample) -> None:
    validate_envelope(example.data)

    assert second_opinion(envelope_path(REGISTRY)).is_valid(example.data)


@pytest.mark.parametrize("example", INVALID_ENVELOPES, ids=name)
def test_an_invalid_envelope_is_refused_where_the_example_says(example: InvalidExample) -> None:
    with pytest.raises(InvalidEvent) as refusal:
        validate_envelope(example.data)

    assert (refusal.value.path, refusal.value.rule) == (example.at, example.breaks)
    assert not second_opinion(envelope_path(REGISTRY)).is_valid(example.data)


@pytest.mark.parametrize(("type", "version"), VERSIONS)
def test_every_field_is_required_and_no_other_is_let_in(type: str, version: int) -> None:
    for data in valid_data(type, version):
        for broken in [*without_one_field(data), data | {"surprise": 1}]:
            with pytest.raises(InvalidEvent):
                validate_data(type, version, broken)
            assert not second_opinion(schema_path(REGISTRY, type, version)).is_valid(broken)


def test_an_invalid_example_says_what_is_invalid_about_it(tmp_path: Path) -> None:
    (tmp_path / "invalid").mkdir()
    (tmp_path / "invalid" / "bare.json").write_text('{"data": {}}')

    with pytest.raises(BrokenExample, match="'at', 'breaks', 'data', 'why'"):
        read_invalid(tmp_path)


def without_one_field(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [{name: value for name, value in data.items() if name != left_out} for left_out in data]
