"""The import contracts hold, and each of them notices the import it is there to forbid."""

from pathlib import Path

import pytest

from tests.architecture.contracts import broken_contracts, contract_ids, copy_packages, plant

FORBIDDEN = {
    "a domain module imports a use case": (
        {"layers", "no-cycles"},
        {
            "tracker/domain/planted.py": "import tracker.application.planted",
            "tracker/application/planted.py": "import tracker.domain.other",
            "tracker/domain/other.py": "",
        },
    ),
    "a use case imports an adapter": (
        {"layers", "no-cycles"},
        {
            "tracker/application/commands/planted.py": "import tracker.adapters.planted",
            "tracker/adapters/planted.py": "import tracker.application.planted",
            "tracker/application/planted.py": "",
        },
    ),
    "an entrypoint imports an adapter": (
        {"layers"},
        {
            "tracker/entrypoints/planted.py": "import tracker.adapters.planted",
            "tracker/adapters/planted.py": "",
        },
    ),
    "an adapter imports an entrypoint": (
        {"layers"},
        {"auth/adapters/planted.py": "import auth.entrypoints.planted", "auth/entrypoints/planted.py": ""},
    ),
    "an entrypoint reads the settings": (
        {"layers"},
        {"auth/entrypoints/planted.py": "import auth.settings", "auth/settings.py": ""},
    ),
    "a service grows a module outside the layers": (
        {"layers"},
        {"analytics/planted.py": ""},
    ),
    "a domain module imports a framework": (
        {"framework-free"},
        {"tracker/domain/planted.py": "import sqlalchemy"},
    ),
    "a use case imports a framework inside a function": (
        {"framework-free"},
        {"accounting/application/queries/planted.py": "def look():\n    from fastapi import Request\n"},
    ),
    "a use case reaches a framework through a module of the chassis": (
        {"framework-free"},
        {
            "accounting/application/planted.py": "from chassis.planted import thing",
            "chassis/planted.py": "import pydantic\nthing = 1",
        },
    ),
    "a domain module imports a part of the chassis that is not for it": (
        {"framework-free"},
        {"auth/domain/planted.py": "import chassis.planted", "chassis/planted.py": ""},
    ),
    "the chassis' mediator imports a framework": (
        {"framework-free"},
        {"chassis/mediator.py": "import structlog"},
    ),
    "the chassis' clock imports the rest of the chassis": (
        {"framework-free"},
        {"chassis/clock.py": "import chassis.planted", "chassis/planted.py": ""},
    ),
    "a use case builds events with the registry itself": (
        {"framework-free"},
        {"tracker/application/reactions/planted.py": "from schema_registry import validate_data"},
    ),
    "one service imports another": (
        {"services-apart"},
        {
            "tracker/adapters/planted.py": "import accounting.domain.planted",
            "accounting/domain/planted.py": "",
        },
    ),
    "the chassis imports a service": (
        {"services-apart"},
        {"chassis/planted.py": "import tracker.domain.planted", "tracker/domain/planted.py": ""},
    ),
    "the registry imports the chassis": (
        {"services-apart"},
        {"schema_registry/planted.py": "import chassis.clock"},
    ),
    "one command imports another": (
        {"use-cases-apart"},
        {
            "tracker/application/commands/planted.py": "import tracker.application.commands.planted_too",
            "tracker/application/commands/planted_too.py": "",
        },
    ),
    "a reaction imports a command": (
        {"use-cases-apart"},
        {
            "tracker/application/reactions/planted.py": "import tracker.application.commands.planted",
            "tracker/application/commands/planted.py": "",
        },
    ),
    "a query imports another through a shared module": (
        {"use-cases-apart", "no-cycles"},
        {
            "auth/application/queries/planted.py": "import auth.application.planted",
            "auth/application/planted.py": "import auth.application.queries.planted_too",
            "auth/application/queries/planted_too.py": "",
        },
    ),
    "two neighbours import each other": (
        {"no-cycles"},
        {
            "analytics/adapters/planted.py": "import analytics.adapters.planted_too",
            "analytics/adapters/planted_too.py": "import analytics.adapters.planted",
        },
    ),
    "two packages of the chassis import each other": (
        {"no-cycles"},
        {
            "chassis/planted/one.py": "import chassis.planted_too.two",
            "chassis/planted_too/two.py": "",
            "chassis/planted_too/three.py": "import chassis.planted.four",
            "chassis/planted/four.py": "",
        },
    ),
}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_packages(tmp_path_factory.mktemp("packages"))


@pytest.fixture(scope="module")
def already_broken(packages: Path) -> set[str]:
    return broken_contracts(packages)


def test_the_packages_keep_every_contract(already_broken: set[str]) -> None:
    assert already_broken == set()


@pytest.mark.parametrize(("broken", "files"), FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_a_contract_notices_when(
    broken: set[str], files: dict[str, str], already_broken: set[str], tmp_path: Path
) -> None:
    tree = copy_packages(tmp_path)
    plant(tree, files)

    noticed = broken_contracts(tree)

    assert noticed == broken | already_broken


def test_every_contract_is_seen_to_break() -> None:
    seen = set().union(*(broken for broken, _ in FORBIDDEN.values()))

    assert seen == contract_ids()
