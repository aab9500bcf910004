"""Where packages keep their templates and static files."""

from importlib.util import find_spec
from pathlib import Path

OWN_FOLDER = Path(__file__).parent
PAGES_FOLDER = Path("entrypoints/web")


def pages_folder(package: str) -> Path:
    """The folder in which `package` keeps `templates` and `static`. Raises ModuleNotFoundError."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"there is no package {package!r} to take templates from")
    root = Path(spec.submodule_search_locations[0])
    return root / PAGES_FOLDER if (root / PAGES_FOLDER).is_dir() else root
