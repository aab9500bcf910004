"""Where the project's own Python files are."""

from collections.abc import Iterator
from pathlib import Path

from deploy.services import SERVICES

ROOT = Path(__file__).parents[2]
SOURCE_TREES = (
    ROOT / "schema_registry" / "src",
    ROOT / "chassis" / "src",
    *(ROOT / "services" / service / "src" for service in SERVICES),
)
OTHER_TREES = (ROOT / "services", ROOT / "deploy", ROOT / "benchmarks", ROOT / "tests")
EVERYWHERE = (ROOT / "schema_registry", ROOT / "chassis", *OTHER_TREES)
NOT_OURS = {"node_modules", "__pycache__", ".venv", "build", "dist"}


def python_files(*trees: Path) -> Iterator[Path]:
    """Every Python file below `trees`, in a stable order, without what was installed or generated."""
    for tree in trees:
        for path in sorted(tree.rglob("*.py")):
            if NOT_OURS.isdisjoint(path.relative_to(tree).parts):
                yield path


def shown(path: Path) -> str:
    """`path` as a reader of the repository knows it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name
