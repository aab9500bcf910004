"""A schema says in itself which version of which event it is."""

from pathlib import Path
from typing import Any

from schema_registry.layout import envelope_path, read_json, schemas

DRAFT = "http://json-schema.org/draft-07/schema#"


def identity_faults(root: Path) -> list[str]:
    """Schemas whose `$schema`, `$id` or `title` disagree with where they are stored."""
    faults = _disagreements(envelope_path(root), root, "urn:popug:envelope", "envelope")
    for type, version, path in schemas(root):
        faults += _disagreements(path, root, f"urn:popug:{type}:{version}", f"{type} v{version}")
    return faults


def _disagreements(path: Path, root: Path, identifier: str, title: str) -> list[str]:
    schema: dict[str, Any] = read_json(path)
    wanted = {"$schema": DRAFT, "$id": identifier, "title": title}
    return [
        f"{path.relative_to(root)}: {keyword} is {schema.get(keyword)!r}, by its place it is {value!r}."
        for keyword, value in wanted.items()
        if schema.get(keyword) != value
    ]
