"""What each fault was survived with, as a table at the end of a run, and in a file if one is asked for.

FAULTS_TABLE names the file; `make faults` names docs/faults.md. A run of some of the tests leaves the rows of
the others in it as they are, if FAULTS_TABLE_KEEPS is set, as `make faults ARGS=…` does.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

import pytest
from _pytest.terminal import TerminalReporter

SETTING: Final = "FAULTS_TABLE"
KEEPS: Final = "FAULTS_TABLE_KEEPS"
FAULT: Final = "fault"
BUG: Final = "planted bug"
FAULTS_HEAD: Final = ("fault", "requests", "seconds", "events", "duplicates", "differences")
BUGS_HEAD: Final = ("bug", "caught by")
RULED_LINES: Final = 2
PREAMBLE: Final = """\
# Faults survived

Written by `make faults`; do not edit. A row tells of the last run of its fault. Each fault is let loose
on four services with two processes each, on a PostgreSQL and a RabbitMQ of their own, while everybody
creates, completes and reassigns tasks. Afterwards whatever was not answered is asked again with the
same key, and everything has 30 seconds to arrive. *Differences* counts what then does not hold: a fact
that only one service tells, a fee for nobody's assignment, a balance that is not the sum of its
transfers, a second payout, a closed day that changed, a dead letter nobody planted, money made or lost
in any read while it went on, a figure that comes out otherwise when analytics is rebuilt from the
history.
"""
FAULTS_MAX: Final = 14
NOT_RUN: Final = """
Not run since this page was begun: {faults}. Their short forms are part of `make test`.
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
    if place and (survived or caught):
        page = Path(place)
        known = page.read_text(encoding="utf-8") if os.environ.get(KEEPS) and page.exists() else ""
        page.write_text(document(survived, caught, known), encoding="utf-8")


def document(
    survived: Sequence[Mapping[str, Any]], caught: Sequence[Mapping[str, Any]], known: str = ""
) -> str:
    """The page for the documentation; rows of the page `known` stay where this run has none."""
    faults = _joined(known, FAULTS_HEAD, fault_table(survived))
    bugs = _joined(known, BUGS_HEAD, bug_table(caught))
    parts = [PREAMBLE, *faults]
    missing = _without_a_row(faults)
    if missing:
        parts.append(NOT_RUN.format(faults=", ".join(missing)))
    if len(bugs) > RULED_LINES:
        parts += [BUGS_PREAMBLE, *bugs]
    return "\n".join(parts) + "\n"


def _without_a_row(faults: Sequence[str]) -> list[str]:
    """F1 to F14 as far as no row is about them."""
    present = {_first_cell(line).split()[0] for line in faults}
    return [name for name in (f"F{number}" for number in range(1, FAULTS_MAX + 1)) if name not in present]


def fault_table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Markdown, a line each."""
    cells = [[row[name] for name in FAULTS_HEAD] for row in rows]
    return _table(FAULTS_HEAD, cells, numbers_from=1)


def bug_table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Markdown, a line each."""
    cells = [[row["bug"], f"`{row['test']}`"] for row in rows]
    return _table(BUGS_HEAD, cells, numbers_from=len(BUGS_HEAD))


def _table(head: Sequence[str], rows: Sequence[Sequence[object]], *, numbers_from: int) -> list[str]:
    rules = ["---" if place < numbers_from else "---:" for place in range(len(head))]
    return [_line(cells) for cells in (head, rules, *rows)]


def _line(cells: Sequence[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _joined(known: str, head: Sequence[str], table: Sequence[str]) -> list[str]:
    """The lines of `table` and those below the same head in `known` that are about something else."""
    lines = known.splitlines()
    start = lines.index(_line(head)) + RULED_LINES if _line(head) in lines else len(lines)
    kept = takewhile(lambda line: line.startswith("|"), lines[start:])
    rows = {_first_cell(line): line for line in (*kept, *table[RULED_LINES:])}
    return [*table[:RULED_LINES], *(rows[name] for name in sorted(rows, key=_number))]


def _first_cell(line: str) -> str:
    return line.split(" | ", maxsplit=1)[0].removeprefix("| ")


def _rows(reporter: TerminalReporter, kind: str) -> Iterator[dict[str, Any]]:
    for reports in reporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) == "call":
                yield from (row for name, row in report.user_properties if name == kind)


def _number(fault: str) -> tuple[int, str]:
    digits = "".join(character for character in fault.split(maxsplit=1)[0] if character.isdigit())
    return (int(digits or 0), fault)
