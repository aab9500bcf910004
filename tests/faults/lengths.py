"""How long a fault lasts: seconds in `make test`, and as long as it takes to be believed in `make faults`."""

import os
from dataclasses import dataclass
from typing import Any, Final

import pytest

SETTING: Final = "FAULT_SECONDS"
FULL_SECONDS_DEFAULT: Final = 20.0


@dataclass(frozen=True, slots=True)
class Length:
    """How many seconds a fault lasts; `full` tells the long form from the short one."""

    seconds: float
    full: bool

    def __str__(self) -> str:
        return "full" if self.full else "short"


def full_seconds() -> float:
    """What FAULT_SECONDS says, or long enough for hundreds of requests."""
    return float(os.environ.get(SETTING, FULL_SECONDS_DEFAULT))


SHORT: Final[Any] = pytest.param(Length(2.0, full=False), id="short")
FULL: Final[Any] = pytest.param(Length(full_seconds(), full=True), id="full", marks=pytest.mark.faults)
