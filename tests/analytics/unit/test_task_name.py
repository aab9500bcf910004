"""Taking a task's name out of the one text that held everything."""

import pytest

from analytics.domain.task_name import TITLE_LENGTH_MAX, name_in


@pytest.mark.parametrize(
    ("text", "jira_id", "title"),
    [
        ("[UBERPOP-42] Fix the beak", "UBERPOP-42", "Fix the beak"),
        ("[UBERPOP-42] Fix the beak\n\nIt squeaks.", "UBERPOP-42", "Fix the beak"),
        (" [ UBERPOP-42 ]  Fix   the beak ", "UBERPOP-42", "Fix the beak"),
        ("Fix the beak\n\nIt squeaks.", None, "Fix the beak"),
        ("\n\nFix the beak", None, "Fix the beak"),
        ("[urgent] Fix the beak", None, "[urgent] Fix the beak"),
        ("[UBERPOP-42]", None, "[UBERPOP-42]"),
        (" ", None, ""),
    ],
)
def test_the_name_is_the_heading(text: str, jira_id: str | None, title: str) -> None:
    assert name_in(text) == (jira_id, title)


def test_a_long_first_line_is_cut() -> None:
    assert len(name_in("x" * (TITLE_LENGTH_MAX + 1)).title) == TITLE_LENGTH_MAX
