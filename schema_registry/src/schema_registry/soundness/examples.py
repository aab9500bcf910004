"""Schemas accept their valid examples and refuse their invalid ones for the reason each gives."""

from collections.abc import Iterator
from pathlib import Path

from schema_registry.compilation import Validator, compile_validator, first_violation
from schema_registry.examples import read_invalid, read_valid
from schema_registry.layout import (
    envelope_examples_path,
    envelope_path,
    examples_path,
    read_json,
    schemas,
)


def example_faults(root: Path) -> list[str]:
    """Examples that are not what their folder says they are."""
    faults = list(_faults(root, envelope_path(root), envelope_examples_path(root)))
    for type, version, path in schemas(root):
        faults += _faults(root, path, examples_path(root, type, version))
    return faults


def _faults(root: Path, schema: Path, folder: Path) -> Iterator[str]:
    validator = compile_validator(read_json(schema))
    yield from _refused(root, validator, folder)
    yield from _not_refused_as_stated(root, validator, folder)


def _refused(root: Path, validator: Validator, folder: Path) -> Iterator[str]:
    for example in read_valid(folder):
        violation = first_violation(validator, example.data)
        if violation:
            place = example.path.relative_to(root)
            yield f"{place} is refused at {violation.path or 'its top'}: {violation.reason}."


def _not_refused_as_stated(root: Path, validator: Validator, folder: Path) -> Iterator[str]:
    for example in read_invalid(folder):
        violation = first_violation(validator, example.data)
        place = example.path.relative_to(root)
        if violation is None:
            yield f"{place} is accepted, although {example.why}."
        elif (violation.path, violation.rule) != (example.at, example.breaks):
            found = f"{violation.rule} at {violation.path or 'its top'}"
            yield f"{place} is refused for {found}, not for {example.breaks} at {example.at or 'its top'}."
