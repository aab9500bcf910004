"""Tests that documents name as evidence exist."""

import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
DOCUMENTS = ("docs/openid-conformance.md", "docs/security.md")
NAMED = re.compile(r"`(tests/[\w/]+\.(?:py|mjs))(?:::(\w+))?`")


def missing_in(text: str, checkout: Path = CHECKOUT) -> list[str]:
    """Tests that `text` names and nobody wrote."""
    missing = []
    for path, name in NAMED.findall(text):
        file = checkout / path
        if not file.is_file() or (name and f"def {name}(" not in file.read_text()):
            missing.append(f"{path}::{name}")
    return missing


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_test_named_as_evidence_exists(document: str) -> None:
    text = (CHECKOUT / document).read_text()

    assert len(NAMED.findall(text)) >= 20
    assert missing_in(text) == []


def test_a_test_nobody_wrote_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_a.py").write_text("async def test_one() -> None: ...\n")

    text = (
        "`tests/test_a.py::test_one` `tests/test_a.py::test_on` `tests/test_b.py::test_one` `tests/test_b.py`"
    )

    assert missing_in(text, tmp_path) == [
        "tests/test_a.py::test_on",
        "tests/test_b.py::test_one",
        "tests/test_b.py::",
    ]
