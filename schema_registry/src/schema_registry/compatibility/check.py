"""Compares a registry with the merged one, which tells how producers and consumers are deployed."""

from collections.abc import Collection, Iterator
from pathlib import Path

from schema_registry.catalogue import EventDescription, read_catalogue
from schema_registry.compatibility.differences import Difference, differences
from schema_registry.layout import read_json, schema_path


def incompatibilities(merged: Path, proposed: Path) -> list[str]:
    """What would break if the registry at `proposed` took the place of the one at `merged`.

    One sentence or two each: who would break, and what to do. An empty answer is a pass.
    """
    after = read_catalogue(proposed)
    found: list[str] = []
    for type, event in read_catalogue(merged).items():
        if type not in after:
            found.append(
                f"{type} is gone, and {_names(event.reads)} would miss it: keep it in the catalogue."
            )
            continue
        found += _changed_versions(merged, proposed, event)
        found += _unreadable_versions(proposed, event, after[type])
        found += _sent_unread(event, after[type])
        found += _given_up(event, after[type])
    return found


def _changed_versions(merged: Path, proposed: Path, event: EventDescription) -> Iterator[str]:
    """A merged version is fixed to the letter: events of it are stored and will be read again."""
    for version in event.versions:
        kind = f"{event.type} v{version}"
        readers = _names([name for name, read in event.reads.items() if version in read])
        old, new = (schema_path(root, event.type, version) for root in (merged, proposed))
        if not new.exists():
            yield f"{kind} is gone, and {readers} could not read what is stored of it: restore its schema."
        elif (was := read_json(old)) != (now := read_json(new)):
            yield (
                f"{kind} is merged and stays as it is, but {_told(differences(was, now))}: {readers} would "
                f"break on stored events of it. Restore it and write v{event.versions[-1] + 1} instead."
            )


def _unreadable_versions(proposed: Path, before: EventDescription, after: EventDescription) -> Iterator[str]:
    """A new version may add fields; whatever else it does, all of its readers have to know."""
    for version in after.versions:
        late = [name for name, read in after.reads.items() if version not in read]
        if version in before.versions or version == 1 or not late:
            continue
        schemas = (read_json(schema_path(proposed, after.type, each)) for each in (version - 1, version))
        if breaking := [found for found in differences(*schemas) if found.change.breaks]:
            yield (
                f"{after.type} v{version} {_told(breaking)}: {_names(late)} would break, not reading "
                f"v{version}. Let every consumer read v{version}, or only add fields to v{version - 1}."
            )


def _sent_unread(before: EventDescription, after: EventDescription) -> Iterator[str]:
    """Readers are deployed before the writer is switched, hence merged before."""
    for consumer, read in before.reads.items():
        for version in after.sends:
            if version not in read and consumer in after.reads:
                yield (
                    f"{after.producer} would send {after.type} v{version}, which {consumer} as deployed puts "
                    f"aside. Deploy {consumer} reading v{version} first, then let {version} be sent."
                )


def _given_up(before: EventDescription, after: EventDescription) -> Iterator[str]:
    """Whoever starts with an empty database reads the whole history, old versions and all."""
    for consumer, read in after.reads.items():
        for version in before.reads.get(consumer, ()):
            if version not in read and version in after.versions:
                yield (
                    f"{consumer} gives up {after.type} v{version}, and would break on the history, which "
                    f"holds such events. Keep reading v{version}; an upcaster makes it cheap."
                )


def _told(found: Collection[Difference]) -> str:
    return ", ".join(map(str, found)) or "rewords it"


def _names(names: Collection[str]) -> str:
    return " and ".join(names) or "nobody"
