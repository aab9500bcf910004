"""Runs the import contracts of pyproject.toml against a tree of packages."""

import importlib
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Any

import importlinter.api  # noqa: F401 - configures the linter
from importlinter.application.rendering import render_report
from importlinter.application.use_cases import create_report, read_user_options
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.independence import IndependenceContract
from importlinter.contracts.layers import LayersContract
from importlinter.domain.contract import registry

from tests.architecture.source import ROOT, SOURCE_TREES

CONFIGURATION = ROOT / "pyproject.toml"
CONTRACT_TYPES: dict[str, Any] = {
    "acyclic_siblings": AcyclicSiblingsContract,
    "forbidden": ForbiddenContract,
    "independence": IndependenceContract,
    "layers": LayersContract,
}


def copy_packages(to: Path) -> Path:
    """A copy of the Python files of all packages, side by side below `to`."""
    for tree in SOURCE_TREES:
        copytree(tree, to, ignore=_all_but_python, dirs_exist_ok=True)
    return to


def plant(tree: Path, files: Mapping[str, str]) -> None:
    """Write `files` (path → source) into `tree`, making every folder on the way a package."""
    for name, source in files.items():
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for folder in path.relative_to(tree).parents:
            if folder != Path():
                (tree / folder / "__init__.py").touch()
        path.write_text(source)


def broken_contracts(tree: Path) -> set[str]:
    """The ids of the contracts that the packages in `tree` break; prints which import breaks them."""
    for name, contract_type in CONTRACT_TYPES.items():
        registry.register(contract_type, name)
    options = read_user_options(str(CONFIGURATION))
    ids = {contract["name"]: contract["id"] for contract in options.contracts_options}
    with _imported_from(tree, options.session_options["root_packages"]):
        report = create_report(options, cache_dir=None)
    assert not report.invalid_contract_options
    render_report(report)
    return {ids[contract.name] for contract, check in report.get_contracts_and_checks() if not check.kept}


def contract_ids() -> set[str]:
    """The ids of all contracts."""
    return {contract["id"] for contract in read_user_options(str(CONFIGURATION)).contracts_options}


@contextmanager
def _imported_from(tree: Path, packages: list[str]) -> Iterator[None]:
    """Let `packages` be found in `tree`, whatever was imported before."""
    loaded = {name: sys.modules.pop(name) for name in packages if name in sys.modules}
    sys.path.insert(0, str(tree))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(tree))
        sys.modules.update(loaded)
        importlib.invalidate_caches()


def _all_but_python(folder: str, names: list[str]) -> set[str]:
    kept = {name for name in names if name.endswith(".py") or (Path(folder) / name).is_dir()}
    return (set(names) - kept) | ignore_patterns("__pycache__", "node_modules", "static", "templates")(
        folder, names
    )
