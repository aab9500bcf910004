"""The page of faults survived: a whole run writes it anew, a run of a part leaves the rest of it as it is."""

from dataclasses import asdict
from typing import Any

from tests.faults.table import Caught, Survived, document


def survived(fault: str, differences: int = 0) -> dict[str, Any]:
    """A row as a test notes it."""
    return asdict(Survived(fault, 10, 1.5, 20, 3, differences))


def rows(page: str) -> list[str]:
    """What stands in the first cell of each row."""
    cells = [line.split(" | ")[0].removeprefix("| ") for line in page.splitlines() if line.startswith("|")]
    return [cell for cell in cells if cell not in {"fault", "bug", "---"}]


PAGE = document([survived("F2 a crash"), survived("F10 a day")], [asdict(Caught("a bug", "a_test"))])


def test_faults_are_in_the_order_of_their_numbers_and_bugs_below() -> None:
    assert rows(PAGE) == ["F2 a crash", "F10 a day", "a bug"]


def test_a_row_of_a_part_takes_the_place_of_the_one_before_and_the_others_stay() -> None:
    page = document([survived("F2 a crash", differences=7), survived("F3 a kill")], [], PAGE)

    assert rows(page) == ["F2 a crash", "F3 a kill", "F10 a day", "a bug"]
    assert "| F2 a crash | 10 | 1.5 | 20 | 3 | 7 |" in page


def test_a_whole_run_keeps_nothing() -> None:
    assert rows(document([survived("F3 a kill")], [])) == ["F3 a kill"]


def test_a_run_that_changes_nothing_writes_the_same_page() -> None:
    assert document([], [], PAGE) == PAGE


def test_a_page_without_some_faults_says_which() -> None:
    page = document([survived(f"F{number} something") for number in range(1, 14)], [])

    assert "Not run since this page was begun: F14." in page


def test_a_page_with_all_faults_says_nothing_is_missing() -> None:
    assert "Not run" not in document([survived(f"F{number} something") for number in range(1, 15)], [])
