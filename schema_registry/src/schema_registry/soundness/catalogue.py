"""Every event in the catalogue has a sender, readers and a current version."""

from collections.abc import Iterator
from pathlib import Path

from schema_registry.catalogue import EventDescription, read_catalogue


def catalogue_faults(root: Path) -> list[str]:
    """Events nobody sends or reads or nobody explains, and deprecations that leave no version to use."""
    return [fault for event in read_catalogue(root).values() for fault in _faults(event)]


def _faults(event: EventDescription) -> Iterator[str]:
    if not event.producer:
        yield f"{event.type} has no producer."
    if not event.consumers:
        yield f"{event.type} needs consumers."
    for consumer, read in event.reads.items():
        if not read or not set(read) <= set(event.versions):
            yield f"{event.type} has versions {list(event.versions)}, of which {consumer} reads {list(read)}."
    if not event.sends or not set(event.sends) <= set(event.versions):
        yield f"{event.type} has versions {list(event.versions)}, of which it sends {list(event.sends)}."
    if not event.description.endswith("."):
        yield f"{event.type} needs a description, a sentence with its full stop."
    for version in event.deprecated:
        if version not in event.versions[:-1]:
            yield f"{event.type} deprecates v{version}, which is not one of its older versions."
