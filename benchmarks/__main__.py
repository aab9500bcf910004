"""Runs every benchmark, prints what each says, and writes all figures beside their floors.

`python -m benchmarks [--quick] [NAME…]` runs those named, or all, each in a process of its own; results go to
`benchmarks/results.md` when all were run in full. `--quick` takes small sizes, to see that they run. The exit
code is 1 when one fails or, in full, misses its goal.
"""

import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from statistics import median

from benchmarks.figures import FILE_SETTING, QUICK_SETTING, Figure, recorded

HERE = Path(__file__).parent
RESULTS = HERE / "results.md"
NO_BENCHMARKS = ("__init__", "__main__", "bare_argon2", "cores", "figures", "http_client", "probe", "seeding")
BENCHMARK_SECONDS_MAX = 3_600
QUICK = "--quick"
HEADER = ("Goal", "What", "Floor", "Measured", "Ratio", "Wanted", "Met")


def main(arguments: Sequence[str]) -> int:
    """Run, print, write."""
    present = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NO_BENCHMARKS)
    quick = QUICK in arguments
    arguments = [name for name in arguments if name != QUICK]
    unknown = [name for name in arguments if name not in present]
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(present)}.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "figures"
        failed = [name for name in arguments or present if not run(name, file, quick=quick)]
        figures = medians(list(recorded(file)))
    table = as_table(figures)
    print(f"\n{table}\n")
    if not arguments and not quick:
        RESULTS.write_text(report(table, failed))
    return int(bool(failed) or not (quick or all(figure.is_met for figure in figures)))


def run(name: str, figures: Path, *, quick: bool) -> bool:
    """Run one benchmark, its output going to ours; whether it came to its end."""
    print(f"\n== {name}", flush=True)
    environment = {**os.environ, FILE_SETTING: str(figures), **({QUICK_SETTING: "1"} if quick else {})}
    command = [sys.executable, "-m", f"benchmarks.{name}"]
    try:
        subprocess.run(command, env=environment, cwd=HERE.parent, check=True, timeout=BENCHMARK_SECONDS_MAX)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as failure:
        print(f"{name} failed: {failure}", file=sys.stderr)
        return False
    return True


def medians(figures: Sequence[Figure]) -> list[Figure]:
    """One figure per name: the round whose judged value is the median of all rounds."""
    ordered = sorted(figures, key=lambda figure: (figure.goal[0], int(figure.goal[1:]), figure.name))
    return [
        _middle(list(rounds)) for _, rounds in groupby(ordered, lambda figure: (figure.goal, figure.name))
    ]


def _middle(rounds: Sequence[Figure]) -> Figure:
    middle = median(figure.judged for figure in rounds)
    return min(rounds, key=lambda figure: abs(figure.judged - middle))


def as_table(figures: Sequence[Figure]) -> str:
    """The figures as Markdown."""
    rows = [HEADER, tuple("---" for _ in HEADER), *map(_row, figures)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _row(figure: Figure) -> tuple[str, ...]:
    return (
        figure.goal,
        figure.name,
        "" if figure.floor is None else f"{figure.floor:,.4g} {figure.unit}",
        f"{figure.value:,.4g} {figure.unit}",
        "" if figure.ratio is None else f"{figure.ratio:.2f}",
        _wanted(figure),
        "yes" if figure.is_met else "**no**",
    )


def _wanted(figure: Figure) -> str:
    unit = " ×" if figure.of_floor else f" {figure.unit}"
    bounds = [("≤", figure.at_most), ("≥", figure.at_least)]
    return ", ".join(f"{sign} {bound:,g}{unit}" for sign, bound in bounds if bound is not None)


def report(table: str, failed: Sequence[str]) -> str:
    """The page of results."""
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.machine()}"
    moment = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    notes = f"\nNot measured, because they failed: {', '.join(failed)}.\n" if failed else ""
    return f"""# Measured speeds

`make bench` wrote this page on {moment}; {machine}. A floor is the bare thing, measured in the
same run: the same statement with nothing around it, messages as large through a bare publisher. Of several
rounds, the median one. PostgreSQL runs as in the tests, without waiting for the disk.
{notes}
{table}
"""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
