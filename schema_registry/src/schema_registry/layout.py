"""Where a registry keeps what it knows: a catalogue, an envelope, schemas and examples in one directory."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

REGISTRY = Path(__file__).parent
"""The registry that ships with this package."""


def catalogue_path(root: Path) -> Path:
    """The catalogue of the registry at `root`."""
    return root / "catalogue.toml"


def envelope_path(root: Path) -> Path:
    """The envelope's schema of the registry at `root`."""
    return root / "envelope.json"


def schema_path(root: Path, type: str, version: int) -> Path:
    """The schema of one version of one event type."""
    return root / "schemas" / type / f"{version}.json"


def examples_path(root: Path, type: str, version: int) -> Path:
    """The directory whose `valid` and `invalid` hold the examples of one version of one event type."""
    return root / "examples" / type / str(version)


def envelope_examples_path(root: Path) -> Path:
    """The directory whose `valid` and `invalid` hold the examples of whole envelopes."""
    return root / "examples" / "envelope"


def versions_of(root: Path, type: str) -> tuple[int, ...]:
    """The versions of `type` that have a schema file, ascending; empty when there is none."""
    numbers = (file.stem for file in (root / "schemas" / type).glob("*.json"))
    return tuple(sorted(int(number) for number in numbers if is_version(number)))


def types_in(root: Path) -> tuple[str, ...]:
    """The event types that have a directory of schemas, in order."""
    return tuple(sorted(folder.name for folder in (root / "schemas").iterdir() if folder.is_dir()))


def schemas(root: Path) -> Iterator[tuple[str, int, Path]]:
    """Every schema file as type, version and path, in order."""
    for type in types_in(root):
        for version in versions_of(root, type):
            yield type, version, schema_path(root, type, version)


def is_version(name: str) -> bool:
    """Whether `name` is a whole number from 1, written without leading zeros."""
    return name.isascii() and name.isdigit() and not name.startswith("0")


def read_json(path: Path) -> Any:
    """The document in `path`; raises `ValueError` naming the file when it is not JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} is not JSON: {error}") from error
