"""Names that say nothing about what is inside."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.architecture.source import shown

MEANINGLESS = {
    "base",
    "common",
    "helper",
    "helpers",
    "manager",
    "managers",
    "misc",
    "shared",
    "stuff",
    "util",
    "utils",
}


def meaningless_names(paths: Iterable[Path]) -> Iterator[str]:
    """The modules and packages among `paths` that are called after nothing, or partly so (`date_utils`)."""
    for path in paths:
        name = path.parent.name if path.stem == "__init__" else path.stem
        if MEANINGLESS.intersection(name.lower().split("_")):
            yield shown(path)
