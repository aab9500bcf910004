"""Documents that a schema accepts and documents that it refuses, each with the reason."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schema_registry.layout import REGISTRY, examples_path, read_json

TELLING_LENGTH_MAX = 1_000


class BrokenExample(ValueError):
    """An example of something invalid does not say what is invalid about it."""


@dataclass(frozen=True, slots=True)
class ValidExample:
    """A document that its schema accepts."""

    path: Path
    data: Any


@dataclass(frozen=True, slots=True)
class InvalidExample:
    """A document refused at `at` (an `InvalidEvent.path`) for breaking keyword `breaks`; `why` is prose."""

    path: Path
    data: Any
    why: str
    at: str
    breaks: str


def valid_data(type: str, version: int) -> tuple[Any, ...]:
    """Data that this registry accepts for `type` and `version`, for a producer's or consumer's own tests."""
    return tuple(example.data for example in read_valid(examples_path(REGISTRY, type, version)))


def telling_data(type: str, version: int) -> Any:
    """The valid example that shows most in not too many words."""
    examples = sorted(valid_data(type, version), key=lambda data: len(json.dumps(data)))
    short = [data for data in examples if len(json.dumps(data)) <= TELLING_LENGTH_MAX]
    return [*examples[:1], *short][-1]


def read_valid(folder: Path) -> tuple[ValidExample, ...]:
    """The valid examples in `folder`/valid, by file name."""
    return tuple(ValidExample(path, read_json(path)) for path in sorted((folder / "valid").glob("*.json")))


def read_invalid(folder: Path) -> tuple[InvalidExample, ...]:
    """The invalid examples in `folder`/invalid, by file name; raises `BrokenExample`."""
    return tuple(_invalid_example(path) for path in sorted((folder / "invalid").glob("*.json")))


def _invalid_example(path: Path) -> InvalidExample:
    document = read_json(path)
    wanted = {"why", "at", "breaks", "data"}
    if not isinstance(document, dict) or document.keys() != wanted:
        raise BrokenExample(f"{path}: an invalid example has exactly the fields {sorted(wanted)}")
    return InvalidExample(path, document["data"], document["why"], document["at"], document["breaks"])
