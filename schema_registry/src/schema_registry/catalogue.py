"""Which events there are, who sends them and who reads them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from schema_registry.layout import REGISTRY, catalogue_path, versions_of

Kind = Literal["cud", "business"]
"""`cud`: an entity's state was created, updated or deleted. `business`: something happened."""


class BrokenCatalogue(ValueError):
    """The catalogue file cannot be read as a catalogue."""


@dataclass(frozen=True, slots=True)
class EventDescription:
    """One event type; `versions` ascend.

    `reads` tells by consumer which versions it reads, `sends` which versions the producer may be set to send.
    `deprecated` are those that producers are moving away from.
    """

    type: str
    kind: Kind
    producer: str
    reads: Mapping[str, tuple[int, ...]]
    versions: tuple[int, ...]
    sends: tuple[int, ...]
    description: str
    deprecated: tuple[int, ...] = ()

    @property
    def consumers(self) -> tuple[str, ...]:
        """Who reads it, whichever version."""
        return tuple(self.reads)


def read_catalogue(root: Path) -> Mapping[str, EventDescription]:
    """The catalogue of the registry at `root`, by event type; raises `BrokenCatalogue`."""
    entries = tomllib.loads(catalogue_path(root).read_text(encoding="utf-8"))
    return MappingProxyType({type: _described(root, type, entry) for type, entry in entries.items()})


def _described(root: Path, type: str, entry: Mapping[str, Any]) -> EventDescription:
    versions = versions_of(root, type)
    fields = {"deprecated": (), "sends": versions[-1:], **entry}
    wanted = {"kind", "producer", "consumers", "sends", "description", "deprecated"}
    if fields.keys() != wanted:
        raise BrokenCatalogue(f"{type}: wrong or missing fields {sorted(fields.keys() ^ wanted)}")
    if fields["kind"] not in get_args(Kind):
        raise BrokenCatalogue(f"{type}: kind is one of {get_args(Kind)}, not {fields['kind']!r}")
    return EventDescription(
        type=type,
        kind=fields["kind"],
        producer=fields["producer"],
        reads=_reads(type, fields["consumers"], versions),
        versions=versions,
        sends=tuple(fields["sends"]),
        description=fields["description"],
        deprecated=tuple(fields["deprecated"]),
    )


def _reads(type: str, consumers: object, versions: tuple[int, ...]) -> Mapping[str, tuple[int, ...]]:
    if isinstance(consumers, list):
        # Catalogues were written so before readers declared their versions; a baseline may still be.
        return MappingProxyType(dict.fromkeys(consumers, versions))
    if not isinstance(consumers, dict):
        raise BrokenCatalogue(f"{type}: consumers are a table of versions, as in {{ tracker = [1] }}")
    return MappingProxyType({name: tuple(read) for name, read in consumers.items()})


EVENTS: Mapping[str, EventDescription] = read_catalogue(REGISTRY)
"""Every event of the system by type; read-only."""
