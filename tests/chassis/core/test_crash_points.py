import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from chassis.crash_points import REACHED, VARIABLE, crash_point

ARRIVE = "from chassis.crash_points import crash_point; crash_point('relay.confirmed'); print('alive')"


def arrive(points: Path | None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
    if points is not None:
        environment[VARIABLE] = str(points)
    return subprocess.run(
        [sys.executable, "-c", ARRIVE],
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_does_nothing_outside_fault_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)

    crash_point("relay.confirmed")

    assert arrive(None).stdout == "alive\n"


def test_kills_the_first_process_to_arrive_at_an_armed_point_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "relay.confirmed").touch()

    first, second = arrive(tmp_path), arrive(tmp_path)

    assert (first.returncode, first.stdout) == (-signal.SIGKILL, "")
    assert (second.returncode, second.stdout) == (0, "alive\n")


def test_passes_a_point_that_is_not_armed_and_notes_that_it_was_reached(tmp_path: Path) -> None:
    (tmp_path / "relay.fetched").touch()

    passed = arrive(tmp_path)

    assert passed.stdout == "alive\n"
    assert (tmp_path / REACHED / "relay.confirmed").exists()
    assert (tmp_path / "relay.fetched").exists()
