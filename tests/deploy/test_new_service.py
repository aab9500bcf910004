"""A further service is made by one command, and starts, catches up, and keeps every rule."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import copytree, ignore_patterns, rmtree

import pytest

from deploy.errors import DeployError
from deploy.new_service.broker import as_text
from deploy.new_service.edits import EDITS, edited
from deploy.new_service.names import Unfit, require_fit
from deploy.new_service.templating import NewService
from deploy.rabbitmq.topology import DEFINITIONS, read_definitions
from tests.architecture.source import ROOT
from tests.chassis.messaging.support import NOON
from tests.infrastructure import TestPostgres, TestRabbitmq

NAME = "aviary"
LEFT_BEHIND = ignore_patterns(".*", "node_modules", "__pycache__", "uv.lock")
SECONDS_MAX = 240
OF_ITS_OWN = f"tests/{NAME}"
OF_ALL = (
    "tests/deploy/test_installation.py",
    "tests/deploy/test_topology.py",
    "tests/architecture/test_docs.py",
    "tests/architecture/test_packages.py",
    "tests/architecture/test_sizes.py",
    "tests/architecture/test_subscribing.py",
    "tests/architecture/test_imports.py::test_the_packages_keep_every_contract",
    "tests/schema_registry/test_catalogue.py",
    f"tests/migrations/test_migrations.py::test_every_step_leads_up_and_down_again[{NAME}]",
    f"tests/migrations/test_migrations.py::test_the_database_is_as_the_code_describes_it[{NAME}]",
)


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    """A copy of the tree, to be changed; nothing of it stays."""
    tree = tmp_path / "checkout"
    copytree(ROOT, tree, ignore=LEFT_BEHIND)
    yield tree
    rmtree(tree)


def run(tree: Path, *arguments: str) -> str:
    """Run a module of Python in `tree`, with its packages in place of those that are installed."""
    sources = [tree / name / "src" for name in ("schema_registry", "chassis")]
    places = [tree, *sources, *(tree / "services" / each.name / "src" for each in services_in(tree))]
    # To the test run it is one more of its workers: it joins this run's servers.
    joined = {"PYTHONPATH": os.pathsep.join(map(str, places)), "PYTEST_XDIST_WORKER": "new-service"}
    answer = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=tree,
        env={**os.environ, **joined},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout
    return answer.stdout


def services_in(tree: Path) -> Sequence[Path]:
    return sorted((tree / "services").iterdir())


@pytest.mark.timeout(SECONDS_MAX)
def test_a_service_is_made_starts_catches_up_on_accounts_and_keeps_every_rule(
    checkout: Path, postgres: TestPostgres, rabbitmq: TestRabbitmq
) -> None:
    said = run(checkout, "deploy.new_service", NAME)
    tested = run(checkout, "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", OF_ITS_OWN, *OF_ALL)
    changed = (f"services/{NAME}", OF_ITS_OWN, "deploy")
    run(checkout, "ruff", "check", "--no-cache", *changed)
    run(checkout, "ruff", "format", "--no-cache", "--check", *changed)

    assert f"services/{NAME}" in said
    assert "skipped" not in tested
    assert NAME in [each.name for each in services_in(checkout)]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "NAME=warehouse"),
        ("tracker", "a service or a folder called tracker"),
        ("chassis", "a service or a folder called chassis"),
        ("Warehouse", "small letters"),
        ("ware-house", "small letters"),
        ("ware house", "small letters"),
        ("2nd", "small letters"),
        ("../outside", "small letters"),
        ("pg", "3 to 30"),
        ("admin", "means something else"),
        ("service", "means something else"),
        ("class", "means something else"),
        ("smtp", "means something else"),
        ("json", "a package called json"),
        ("fastapi", "a package called fastapi"),
    ],
)
def test_a_name_that_is_taken_or_unfit_is_refused(name: str, sentence: str) -> None:
    with pytest.raises(Unfit, match=sentence):
        require_fit(name, ROOT)


def test_a_name_that_is_free_is_accepted() -> None:
    require_fit(NAME, ROOT)


def a_service() -> NewService:
    return NewService(NAME, 18_004, 18_014, NOON)


@pytest.mark.parametrize("name", EDITS)
def test_a_shared_file_that_is_not_as_expected_is_left_alone(name: str, tmp_path: Path) -> None:
    for each in EDITS:
        path = tmp_path / each
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((ROOT / each).read_text())
    (tmp_path / name).write_text("{}" if name.endswith(".json") else "nothing of what is looked for")

    with pytest.raises(DeployError, match=f"{name} is not as expected.*Nothing was changed"):
        edited(tmp_path, a_service())


def test_no_word_of_a_template_is_left_as_it_was() -> None:
    for path, content in a_service().files():
        assert "$" not in content
        assert not {"package", "moment_create_foundation.py"} & set(path.parts)


def test_definitions_are_written_as_they_are_kept() -> None:
    assert as_text(read_definitions()) == DEFINITIONS.read_text()
