"""Folders of modules that no import contract sees, because they are not packages."""

from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import python_files, shown


def folders_without_init(tree: Path) -> Iterator[str]:
    """Every folder below the source tree `tree` that holds modules but no `__init__.py`."""
    folders = {path.parent for path in python_files(tree)} - {tree}
    yield from sorted(shown(folder) for folder in folders if not (folder / "__init__.py").exists())
