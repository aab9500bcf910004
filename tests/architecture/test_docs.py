"""Documents lead somewhere: links resolve, and every requirement is defined once."""

from pathlib import Path

import pytest

from tests.architecture.documents import (
    broken_links,
    defined_requirements,
    holes,
    markdown_files,
    undefined_mentions,
)
from tests.architecture.source import ROOT

SPECIFICATION = ROOT / "docs" / "specification.md"


def test_every_link_leads_somewhere() -> None:
    broken = {link for path in markdown_files() for link in broken_links(path)}

    assert broken == set()


def test_every_requirement_is_defined_exactly_once() -> None:
    defined = defined_requirements(markdown_files())

    assert set(defined.values()) == {1}
    assert set(defined) == set(defined_requirements([SPECIFICATION]))
    assert list(holes(defined)) == []


def test_no_document_mentions_a_requirement_that_does_not_exist() -> None:
    defined = defined_requirements([SPECIFICATION])
    documents = [ROOT / "README.md", *markdown_files(ROOT / "docs")]

    undefined = [mention for path in documents for mention in undefined_mentions(path, defined)]

    assert undefined == []


@pytest.mark.parametrize(
    "link",
    ["[a](missing.md)", "![a](missing.png)", "[a](other.md#missing)", "[a](#missing)", "[a](<missing.md>)"],
)
def test_finds_a_broken_link(link: str, tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("# Present")
    document = tmp_path / "planted.md"
    document.write_text(f"# Planted\n\nSee {link}.\n")

    broken = list(broken_links(document))

    assert len(broken) == 1


@pytest.mark.parametrize(
    "text",
    [
        "[a](other.md)",
        "[a](other.md#whats-here)",
        "[a](#planted)",
        "[a](https://example.org/missing)",
        "`[a](missing.md)`",
        "```\n[a](missing.md)\n```",
    ],
)
def test_lets_a_sound_link_pass(text: str, tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("## What's here")
    document = tmp_path / "planted.md"
    document.write_text(f"# Planted\n\n{text}\n")

    broken = list(broken_links(document))

    assert broken == []


def test_finds_a_requirement_defined_twice_and_one_left_out(tmp_path: Path) -> None:
    document = tmp_path / "planted.md"
    document.write_text("- **T1** One.\n- **T1** One again.\n- **T3** Three.\n- T4 is only mentioned.\n")

    defined = defined_requirements([document])

    assert defined == {"T1": 2, "T3": 1}
    assert list(holes(defined)) == ["T2"]


def test_finds_a_mention_of_what_is_not_defined(tmp_path: Path) -> None:
    document = tmp_path / "planted.md"
    document.write_text("As T1 and T99 say; `T98` is code.\n")

    undefined = list(undefined_mentions(document, ["T1"]))

    assert undefined == ["planted.md: T99"]


def test_leaves_installed_and_hidden_documents_alone(tmp_path: Path) -> None:
    for folder in ("node_modules/a", ".venv/a", "docs"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "README.md").touch()

    found = list(markdown_files(tmp_path))

    assert found == [tmp_path / "docs" / "README.md"]
