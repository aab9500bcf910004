"""What each fault was survived with, as a table at the end of a run, and in a file if one is asked for.

FAULTS_TABLE names the file; `make faults` names docs/faults.md.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from _pytest.terminal import TerminalReporter

SETTING: Final = "FAULTS_TABLE"
FAULT: Final = "fault"
BUG: Final = "planted bug"
PREAMBLE: Final = """\
# Faults survived

Written by `make faults`; do not edit. Each fault is let loose on four services with two processes each, on
a PostgreSQL and a RabbitMQ of their own, while everybody creates, completes and reassigns tasks. Afterwards
whatever was not answered is asked again with the same key, and everything has 30 seconds to arrive.
*Differences* counts what then does not hold: a fact that only one service tells, a fee for nobody's
assignment, a balance that is not the sum of its transfers, a second payout, a closed day that changed, a
dead letter nobody planted, money made or lost in any read while it went on, a figure that comes out otherwise
when analytics is rebuilt from the history.
"""
BUGS_PREAMBLE: Final = """
## Planted bugs

One line each, planted into a copy of the source. A suite that stays green with one of them has a hole.
"""


@dataclass(frozen=True, slots=True)
class Survived:
    """One fault: `requests` asked and answered, `events` published, `duplicates` met, `differences` left."""

    fault: str
    requests: int
    seconds: float
    events: int
    duplicates: int
    differences: int


@dataclass(frozen=True, slots=True)
class Caught:
    """One planted bug and the test that turned red."""

    bug: str
    test: str


def table_is_asked_for() -> bool:
    """Whether this is a run whose table will be published."""
    return bool(os.environ.get(SETTING))


def note(item: pytest.Item, row: Survived | Caught) -> None:
    """Keep a row for the end of the run; it comes along from worker processes too."""
    item.user_properties.append((FAULT if isinstance(row, Survived) else BUG, asdict(row)))


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Print the tables, and write them if FAULTS_TABLE says where."""
    survived = sorted(_rows(terminalreporter, FAULT), key=lambda row: _number(row["fault"]))
    caught = list(_rows(terminalreporter, BUG))
    if survived:
        terminalreporter.section("faults survived")
        terminalreporter.write_line("\n".join(fault_table(survived)))
    if caught:
        terminalreporter.section("planted bugs caught")
        terminalreporter.write_line("\n".join(bug_table(caught)))
    place = os.environ.get(SETTING)
    if place and survived:
        Path(place).write_text(document(survived, caught), encoding="utf-8")


def document(survived: Sequence[Mapping[str, Any]], caught: Sequence[Mapping[str, Any]]) -> str:
    """The page for the documentation."""
    parts = [PREAMBLE, *fault_table(survived)]
    if caught:
        parts += [BUGS_PREAMBLE, *bug_table(caught)]
    return "\n".join(parts) + "\n"


def fault_table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Markdown, a line each."""
    head = ["fault", "requests", "seconds", "events", "duplicates", "differences"]
    return _table(head, [[row[name] for name in head] for row in rows], numbers_from=1)


def bug_table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Markdown, a line each."""
    return _table(["bug", "caught by"], [[row["bug"], f"`{row['test']}`"] for row in rows], numbers_from=2)


def _table(head: Sequence[str], rows: Sequence[Sequence[object]], *, numbers_from: int) -> list[str]:
    rules = ["---" if place < numbers_from else "---:" for place in range(len(head))]
    return [f"| {' | '.join(map(str, cells))} |" for cells in (head, rules, *rows)]


def _rows(reporter: TerminalReporter, kind: str) -> Iterator[dict[str, Any]]:
    for reports in reporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) == "call":
                yield from (row for name, row in report.user_properties if name == kind)


def _number(fault: str) -> tuple[int, str]:
    digits = "".join(character for character in fault.split(maxsplit=1)[0] if character.isdigit())
    return (int(digits or 0), fault)
