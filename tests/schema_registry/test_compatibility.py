"""What may be merged beside what is merged already, and what is told to whoever tries more."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schema_registry.cli import main
from schema_registry.compatibility import BaselineMissing, incompatibilities, merged_revision, registry_at
from schema_registry.layout import read_json, schema_path
from tests.schema_registry.builders import a_registry, change_schema

Schema = dict[str, Any]


@pytest.fixture
def merged(tmp_path: Path) -> Path:
    return a_registry(tmp_path / "merged")


@pytest.fixture
def proposed(tmp_path: Path) -> Path:
    return a_registry(tmp_path / "proposed")


def add_version(root: Path, type: str, version: int, change: Callable[[Schema], object]) -> None:
    schema = read_json(schema_path(root, type, version - 1))
    change(schema)
    schema_path(root, type, version).write_text(json.dumps(schema))


def rewrite_catalogue(root: Path, written: str, instead: str) -> None:
    catalogue = root / "catalogue.toml"
    text = catalogue.read_text()
    assert written in text
    catalogue.write_text(text.replace(written, instead))


def declare(root: Path, type: str, *lines: str) -> None:
    """Put `lines` into the entry of `type` in place of those that begin the same."""
    before, heading, entry = (root / "catalogue.toml").read_text().partition(f'["{type}"]\n')
    entry, end, after = entry.partition("\n\n")
    fields = dict(line.split(" = ", 1) for line in (*entry.splitlines(), *lines))
    written = "\n".join(f"{name} = {value}" for name, value in fields.items())
    (root / "catalogue.toml").write_text(before + heading + written + end + after)


def the_only_sentence(merged: Path, proposed: Path) -> str:
    found = incompatibilities(merged, proposed)
    assert len(found) == 1, found
    return found[0]


def add_field(schema: Schema) -> None:
    schema["properties"]["note"] = {"description": "A note.", "type": "string", "maxLength": 10}


def test_what_has_not_changed_passes(merged: Path, proposed: Path) -> None:
    assert incompatibilities(merged, proposed) == []


def test_a_new_version_that_adds_an_optional_field_passes(merged: Path, proposed: Path) -> None:
    add_version(proposed, "task.completed", 2, add_field)
    declare(proposed, "task.completed", "sends = [1]")

    assert incompatibilities(merged, proposed) == []


def test_a_breaking_version_passes_once_every_consumer_reads_it(merged: Path, proposed: Path) -> None:
    add_version(proposed, "task.completed", 2, lambda schema: schema["properties"].pop("at"))
    declare(
        proposed, "task.completed", "sends = [1]", "consumers = { accounting = [1, 2], analytics = [1, 2] }"
    )

    assert incompatibilities(merged, proposed) == []


def test_a_new_event_passes(merged: Path, proposed: Path) -> None:
    (proposed / "schemas" / "task.archived").mkdir()
    schema_path(proposed, "task.archived", 1).write_text("{}")
    with (proposed / "catalogue.toml").open("a") as catalogue:
        catalogue.write('\n["task.archived"]\nkind = "business"\nproducer = "tracker"\n')
        catalogue.write('consumers = { analytics = [1] }\ndescription = "Gone."\n')

    assert incompatibilities(merged, proposed) == []


def remove(schema: Schema) -> None:
    del schema["properties"]["at"]
    schema["required"].remove("at")


def rename(schema: Schema) -> None:
    schema["properties"]["when"] = schema["properties"].pop("at")
    schema["required"] = [name if name != "at" else "when" for name in schema["required"]]


def narrow(schema: Schema) -> None:
    schema["properties"]["assignment_no"]["maximum"] = 10


def retype(schema: Schema) -> None:
    schema["properties"]["assignment_no"] = {"description": "Its number.", "type": "string", "maxLength": 9}


def widen(schema: Schema) -> None:
    schema["properties"]["at"]["type"] = ["string", "null"]


def make_optional(schema: Schema) -> None:
    schema["required"].remove("at")


BREAKING = [
    (remove, "removes at (it is not there any more)"),
    (rename, "renames at (it is called when now)"),
    (narrow, "narrows assignment_no (maximum was 2147483647 and is 10)"),
    (retype, "re-types assignment_no (it was integer and is string)"),
    (widen, "widens at (it may be null now)"),
    (make_optional, "widens at (it may be absent now)"),
]


@pytest.mark.parametrize(("change", "told"), BREAKING, ids=lambda value: getattr(value, "__name__", ""))
def test_a_breaking_version_names_the_consumer_that_does_not_read_it(
    merged: Path, proposed: Path, change: Callable[[Schema], object], told: str
) -> None:
    add_version(proposed, "task.completed", 2, change)
    declare(proposed, "task.completed", "sends = [1]", "consumers = { accounting = [1, 2], analytics = [1] }")

    sentence = the_only_sentence(merged, proposed)

    assert f"task.completed v2 {told}: analytics would break" in sentence
    assert "Let every consumer read v2" in sentence


@pytest.mark.parametrize(("change", "told"), BREAKING, ids=lambda value: getattr(value, "__name__", ""))
def test_a_merged_version_must_not_change(
    merged: Path, proposed: Path, change: Callable[[Schema], object], told: str
) -> None:
    change_schema(proposed, "task.completed", 1, change)

    sentence = the_only_sentence(merged, proposed)

    assert f"task.completed v1 is merged and stays as it is, but {told}" in sentence
    assert "accounting and analytics would break on stored events" in sentence
    assert "write v2 instead" in sentence


def test_a_field_added_to_a_merged_version_is_refused_as_well(merged: Path, proposed: Path) -> None:
    change_schema(proposed, "task.completed", 1, add_field)

    assert "but adds note (an event may have it)" in the_only_sentence(merged, proposed)


def test_a_merged_version_is_not_reworded_either(merged: Path, proposed: Path) -> None:
    change_schema(proposed, "task.completed", 1, lambda schema: schema.update(description="Other words."))

    assert "task.completed v1 is merged and stays as it is, but rewords it" in the_only_sentence(
        merged, proposed
    )


def test_a_merged_version_must_not_go(merged: Path, proposed: Path) -> None:
    schema_path(proposed, "task.created", 1).unlink()
    declare(proposed, "task.created", "sends = [2]", "deprecated = []")

    found = incompatibilities(merged, proposed)

    assert "task.created v1 is gone, and accounting and analytics could not read what is stored" in found[0]


def test_an_event_must_not_leave_the_catalogue(merged: Path, proposed: Path) -> None:
    rewrite_catalogue(proposed, '["day.closed"]', '["day.ended"]')

    assert the_only_sentence(merged, proposed) == (
        "day.closed is gone, and analytics would miss it: keep it in the catalogue."
    )


def test_nothing_is_sent_before_its_readers_are_deployed(merged: Path, proposed: Path) -> None:
    add_version(proposed, "payout.made", 2, add_field)
    declare(
        proposed, "payout.made", "sends = [1, 2]", "consumers = { accounting = [1, 2], analytics = [1, 2] }"
    )
    declare(merged, "payout.made", "consumers = { accounting = [1, 2], analytics = [1] }")

    assert the_only_sentence(merged, proposed) == (
        "accounting would send payout.made v2, which analytics as deployed puts aside. "
        "Deploy analytics reading v2 first, then let 2 be sent."
    )


def test_a_version_sent_by_default_counts_as_sent(merged: Path, proposed: Path) -> None:
    add_version(proposed, "day.closed", 2, add_field)

    assert "accounting would send day.closed v2" in the_only_sentence(merged, proposed)


def test_a_consumer_does_not_give_up_a_version_that_the_history_holds(merged: Path, proposed: Path) -> None:
    declare(proposed, "task.created", "consumers = { accounting = [1, 2], analytics = [2] }")

    assert "analytics gives up task.created v1, and would break on the history" in the_only_sentence(
        merged, proposed
    )


def test_a_change_inside_a_list_is_found(merged: Path, proposed: Path) -> None:
    def shorten(schema: Schema) -> None:
        schema["properties"]["assignments"]["items"]["properties"]["task_id"]["pattern"] = "^[0-9]{4}$"

    change_schema(proposed, "task.assigned", 1, shorten)

    assert "narrows assignments[].task_id (its pattern is another)" in the_only_sentence(merged, proposed)


def test_a_choice_that_is_no_longer_there_is_found(merged: Path, proposed: Path) -> None:
    def lose_a_role(schema: Schema) -> None:
        schema["properties"]["role"]["enum"].remove("accountant")

    change_schema(proposed, "account.created", 1, lose_a_role)

    assert "narrows role ('accountant' cannot be any more)" in the_only_sentence(merged, proposed)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A git repository with the shipped registry committed on its main branch."""
    root = a_registry(tmp_path / "repository")
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", ".")
    git(root, "-c", "user.name=Kesha", "-c", "user.email=kesha@popug.inc", "commit", "-q", "-m", "Begin")
    return root


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True, timeout=60)


def test_compares_with_what_is_committed(repository: Path) -> None:
    change_schema(repository, "day.closed", 1, remove_day)

    with registry_at(repository, merged_revision(repository)) as merged:
        sentence = the_only_sentence(merged, repository)

    assert "day.closed v1 is merged" in sentence


def remove_day(schema: Schema) -> None:
    del schema["properties"]["day"]
    schema["required"].remove("day")


def test_falls_back_on_the_last_commit_where_there_is_no_main_branch(repository: Path) -> None:
    git(repository, "branch", "--move", "main", "build")

    assert merged_revision(repository) == "HEAD"


def test_says_when_git_does_not_know_the_revision(repository: Path) -> None:
    with pytest.raises(BaselineMissing, match="git knows no release-9 here"):
        merged_revision(repository, "release-9")


def test_says_when_there_is_no_repository(tmp_path: Path) -> None:
    with pytest.raises(BaselineMissing, match="name what to compare with"):
        merged_revision(tmp_path)


def test_the_command_passes_on_this_registry_against_its_last_commit(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = main(["check-compatibility", "--against", "HEAD"])

    assert (code, capsys.readouterr().err) == (0, "")


def test_the_command_refuses_in_sentences(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    change_schema(repository, "day.closed", 1, remove_day)
    monkeypatch.setattr("schema_registry.cli.REGISTRY", repository)

    code = main(["check-compatibility"])

    assert code == 1
    assert capsys.readouterr().err.startswith("day.closed v1 is merged and stays as it is, but removes day")


def test_the_command_says_what_it_cannot_compare_with(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["check-compatibility", "--against", "no-such-branch"])

    assert code == 1
    assert "git knows no no-such-branch" in capsys.readouterr().err
