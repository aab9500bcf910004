"""What a benchmark found, beside the floor measured in the same run and the goal it is held to."""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

FILE_SETTING = "POPUG_BENCHMARK_FIGURES"
QUICK_SETTING = "POPUG_BENCHMARK_QUICK"


@dataclass(frozen=True, slots=True)
class Figure:
    """One round's result; `goal` is its number in the goals, `floor` the bare thing, in the same unit.

    `at_most` and `at_least` bound the value; where there is a floor and `of_floor` is set, they bound the
    ratio of the value to it.
    """

    goal: str
    name: str
    value: float
    unit: str
    floor: float | None = None
    at_most: float | None = None
    at_least: float | None = None
    of_floor: bool = False

    @property
    def ratio(self) -> float | None:
        """The value in floors."""
        return self.value / self.floor if self.floor else None

    @property
    def judged(self) -> float:
        """What the bounds are about."""
        return self.ratio if self.of_floor and self.ratio is not None else self.value

    @property
    def is_met(self) -> bool:
        """Whether it keeps to its bounds."""
        return not (
            (self.at_most is not None and self.judged > self.at_most)
            or (self.at_least is not None and self.judged < self.at_least)
        )


def size(full: int, quick: int) -> int:
    """How much to measure with: as the command line says, else `quick` if that is asked for, else `full`."""
    if len(sys.argv) > 1:
        return int(sys.argv[1])
    return quick if os.environ.get(QUICK_SETTING) else full


def record(figure: Figure) -> None:
    """Tell the runner of all benchmarks, if it is there."""
    named = os.environ.get(FILE_SETTING)
    if named:
        with Path(named).open("a") as file:
            file.write(json.dumps(asdict(figure)) + "\n")


def recorded(path: Path) -> Iterator[Figure]:
    """What was recorded, in order."""
    if path.exists():
        for line in path.read_text().splitlines():
            yield Figure(**json.loads(line))
