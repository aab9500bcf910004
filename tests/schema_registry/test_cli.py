"""What the command line answers."""

import io
import json
from pathlib import Path

import pytest

from schema_registry import EVENTS
from schema_registry.cli import main
from tests.schema_registry.builders import an_envelope, task_priced_data

Printed = pytest.CaptureFixture[str]


def test_lists_every_event_on_a_line(capsys: Printed) -> None:
    code = main(["list"])

    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert [line.split()[0] for line in lines] == list(EVENTS)
    assert "1 (deprecated), 2" in next(line for line in lines if line.startswith("task.created"))


@pytest.mark.parametrize(
    ("arguments", "identifier"),
    [
        (["task.created"], "urn:popug:task.created:2"),
        (["task.created", "1"], "urn:popug:task.created:1"),
        (["envelope"], "urn:popug:envelope"),
    ],
)
def test_shows_the_latest_or_the_wanted_schema(
    arguments: list[str], identifier: str, capsys: Printed
) -> None:
    code = main(["show", *arguments])

    assert code == 0
    assert json.loads(capsys.readouterr().out)["$id"] == identifier


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["show", "task.creted"], "did you mean 'task.created'?"),
        (["show", "task.created", "3"], "task.created has no v3"),
        (["show", "task.created", "0"], "task.created has no v0"),
    ],
)
def test_an_unknown_event_is_refused(arguments: list[str], complaint: str, capsys: Printed) -> None:
    code = main(arguments)

    assert code == 1
    assert complaint in capsys.readouterr().err


def test_accepts_envelopes(tmp_path: Path, capsys: Printed) -> None:
    file = tmp_path / "event.json"
    file.write_text(json.dumps(an_envelope()))

    code = main(["validate", str(file)])

    assert code == 0
    assert capsys.readouterr().out == f"{file}: valid\n"


def test_reads_on_after_a_refused_file(tmp_path: Path, capsys: Printed) -> None:
    bad, good, text, absent = (tmp_path / name for name in ("bad", "good", "text", "absent"))
    bad.write_text(json.dumps(an_envelope(id="x")))
    good.write_text(json.dumps(an_envelope()))
    text.write_text("no JSON")

    code = main(["validate", *map(str, (bad, text, absent, good))])

    printed = capsys.readouterr()
    assert code == 1
    assert printed.out == f"{good}: valid\n"
    assert [line.split(":")[0] for line in printed.err.splitlines()] == [str(bad), str(text), str(absent)]


@pytest.mark.parametrize("version", [[], ["--version", "1"]])
def test_accepts_the_data_of_a_named_event(tmp_path: Path, version: list[str]) -> None:
    file = tmp_path / "data.json"
    file.write_text(json.dumps(task_priced_data()))

    code = main(["validate", "--type", "task.priced", *version, str(file)])

    assert code == 0


def test_refuses_data_that_breaks_the_named_event(tmp_path: Path, capsys: Printed) -> None:
    file = tmp_path / "data.json"
    file.write_text(json.dumps(task_priced_data(fee=-1)))

    code = main(["validate", "--type", "task.priced", str(file)])

    assert code == 1
    assert "prices[0].fee" in capsys.readouterr().err


def test_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(an_envelope())))

    code = main(["validate", "-"])

    assert code == 0
    assert capsys.readouterr().out == "-: valid\n"


def test_a_version_without_a_type_is_wrong_usage(capsys: Printed) -> None:
    code = main(["validate", "--version", "1", "event.json"])

    assert code == 2
    assert "--version goes with --type" in capsys.readouterr().err


def test_the_catalogue_page_names_every_event_and_field(capsys: Printed) -> None:
    code = main(["catalogue"])

    page = capsys.readouterr().out
    assert code == 0
    assert all(f"## {type}\n" in page for type in EVENTS)
    assert "### task.created v1\n" in page
    assert "| `transfers[].kind` | `assignment_fee` or `completion_reward` or `payout` |" in page
    assert all(line.count("|") == 4 for line in page.splitlines() if line.startswith("| `"))
