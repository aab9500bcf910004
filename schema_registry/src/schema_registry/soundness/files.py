"""Every file belongs to a version of an event, and no version is left out."""

from collections.abc import Iterator
from pathlib import Path

from schema_registry.catalogue import read_catalogue
from schema_registry.layout import envelope_examples_path, examples_path, schemas, types_in, versions_of

VERDICTS = ("valid", "invalid")


def file_faults(root: Path) -> list[str]:
    """Schemas without a catalogue entry and the reverse, holes in versions, missing examples, stray files."""
    return [
        *_uncatalogued_or_missing(root),
        *_version_holes(root),
        *_missing_examples(root),
        *_strays(root),
    ]


def _uncatalogued_or_missing(root: Path) -> Iterator[str]:
    listed, stored = read_catalogue(root).keys(), set(types_in(root))
    for type in sorted(stored - listed):
        yield f"schemas/{type} is not in the catalogue: describe it there, or remove it."
    for type in sorted(listed - stored):
        yield f"{type} is in the catalogue but has no schemas/{type}/1.json."


def _version_holes(root: Path) -> Iterator[str]:
    for type in types_in(root):
        versions = versions_of(root, type)
        if not versions or versions != tuple(range(1, len(versions) + 1)):
            yield f"{type} has versions {list(versions)}: they count from 1 without a hole."


def _missing_examples(root: Path) -> Iterator[str]:
    for folder in _example_folders(root):
        if not any(folder.glob("*.json")):
            yield f"{folder.relative_to(root)} holds no example."


def _strays(root: Path) -> Iterator[str]:
    belonging = {path for _, _, path in schemas(root)}
    belonging.update(path for folder in _example_folders(root) for path in folder.glob("*.json"))
    for part in ("schemas", "examples"):
        for path in sorted((root / part).rglob("*")):
            if path.is_file() and path not in belonging:
                yield f"{path.relative_to(root)} belongs to no version of an event: move or remove it."


def _example_folders(root: Path) -> list[Path]:
    events = [examples_path(root, type, version) for type, version, _ in schemas(root)]
    return [folder / verdict for folder in [*events, envelope_examples_path(root)] for verdict in VERDICTS]
