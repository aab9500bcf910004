"""Each planted bug turns the test red that is named for it, and without the bug the test is green."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from deploy.native.places import CHECKOUT
from tests.faults.planted_bugs.bugs import BUGS, Bug, Change
from tests.faults.planted_bugs.planting import CannotBePlanted, Copy
from tests.faults.table import Caught, note
from tests.servers.run import Run

ALWAYS: Final = BUGS[:1]

pytestmark = pytest.mark.timeout(600)


def chosen() -> Iterator[Any]:
    """One bug in every run, all of them in `make faults`."""
    for bug in BUGS:
        marks = () if bug in ALWAYS else (pytest.mark.faults,)
        yield pytest.param(bug, id=bug.name, marks=marks)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory, test_run: Run) -> Iterator[Copy]:
    """A copy of the source, whose tests use this run's servers."""
    for server in ("postgres", "rabbitmq"):
        test_run.server(server)
    place = tmp_path_factory.mktemp("copy")
    yield Copy.made_in(place)
    shutil.rmtree(place, ignore_errors=True)


@pytest.mark.parametrize("bug", list(chosen()))
def test_a_planted_bug_is_noticed(copy: Copy, bug: Bug, request: pytest.FixtureRequest) -> None:
    with copy.with_bug(bug):
        verdict = copy.run([bug.test])

    assert verdict.red, verdict.said
    note(request.node, Caught(bug.name, bug.test))


@pytest.mark.faults
def test_the_tests_are_green_without_the_bugs(copy: Copy) -> None:
    verdict = copy.run(sorted({bug.test for bug in BUGS}))

    assert verdict.green, verdict.said


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_every_bug_can_still_be_planted(bug: Bug, tmp_path: Path) -> None:
    for change in bug.changes:
        (tmp_path / change.file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CHECKOUT / change.file, tmp_path / change.file)

    with Copy(tmp_path).with_bug(bug):
        assert [change for change in bug.changes if change.wrong not in _text(tmp_path, change)] == []

    assert [change for change in bug.changes if change.right not in _text(tmp_path, change)] == []


def test_a_bug_whose_line_has_gone_is_complained_of(tmp_path: Path) -> None:
    (tmp_path / "source.py").write_text("the line is another one by now\n")
    bug = replace(BUGS[0], file="source.py")

    with pytest.raises(CannotBePlanted, match=r"source\.py has 0 times"), Copy(tmp_path).with_bug(bug):
        pass


def _text(place: Path, change: Change) -> str:
    return (place / change.file).read_text()
