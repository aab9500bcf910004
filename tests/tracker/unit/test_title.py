"""Titles and ids from Jira."""

import pytest

from tracker.domain.errors import InvalidJiraId, InvalidTitle
from tracker.domain.title import TITLE_LENGTH_MAX, jira_id, split_title, title


@pytest.mark.parametrize(
    "text", ["", "   ", "x" * (TITLE_LENGTH_MAX + 1), "[UBERPOP-42] Fix", "Fix]", "a\x00b"]
)
def test_refuses_what_is_no_title(text: str) -> None:
    with pytest.raises(InvalidTitle):
        title(text)


def test_the_longest_title_is_one() -> None:
    assert len(title("x" * TITLE_LENGTH_MAX)) == TITLE_LENGTH_MAX


def test_white_space_in_a_title_is_evened_out() -> None:
    assert title("  Fix\u00a0the \n beak ") == "Fix the beak"


def test_an_emoji_of_several_characters_stays_whole() -> None:
    assert title("Feed 👩‍🌾") == "Feed 👩‍🌾"


@pytest.mark.parametrize("text", ["UBERPOP", "42", "UBERPOP-", "UBERPOP-0", "A-1", "U_P-1", "UBERPOP-42-1"])
def test_refuses_what_is_no_id_from_jira(text: str) -> None:
    with pytest.raises(InvalidJiraId):
        jira_id(text)


def test_an_id_from_jira_may_be_written_small() -> None:
    assert jira_id(" uberpop-42 ") == "UBERPOP-42"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("[UBERPOP-42] Fix the beak", ("UBERPOP-42", "Fix the beak")),
        (" [ UBERPOP-42 ]Fix the beak", ("UBERPOP-42", "Fix the beak")),
        ("Fix the beak", (None, "Fix the beak")),
        ("Fix [UBERPOP-42] the beak", (None, "Fix [UBERPOP-42] the beak")),
        ("[UBERPOP-42", (None, "[UBERPOP-42")),
        ("[a] [b] c", ("a", "[b] c")),
    ],
)
def test_a_pasted_id_is_parted_from_the_title(text: str, parts: tuple[str | None, str]) -> None:
    assert split_title(text) == parts
