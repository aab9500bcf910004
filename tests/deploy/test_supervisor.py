"""The supervisor keeps processes running, follows its plan, and leaves nothing behind."""

import os
import signal
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from deploy.native.process_log import chosen_logs, keep_bounded, last_lines
from deploy.native.processes import ProcessSpec
from deploy.native.supervision import Supervision
from deploy.native.supervisor import take_lock
from tests.eventually import eventually

AWAKE = "print('awake', flush=True); time.sleep(600)"
SLEEPER = f"import time; {AWAKE}"
STUBBORN = f"import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); {AWAKE}"
PARENT = f"import subprocess, time; subprocess.Popen(['sleep', '600']); {AWAKE}"
LAST_WORDS = f"""
import signal, sys, time
def last_words(*_):
    print(time.time_ns(), flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, last_words)
{AWAKE}
"""


def a_process(name: str, program: str = SLEEPER, *, stage: int = 0, grace_seconds: float = 5) -> ProcessSpec:
    return ProcessSpec(
        name=name,
        command=(sys.executable, "-c", program),
        environment={"PATH": os.environ["PATH"]},
        directory=Path("/"),
        stage=stage,
        stop_grace_seconds=grace_seconds,
    )


@pytest.fixture
def supervision(tmp_path: Path) -> Iterator[Supervision]:
    supervision = Supervision(tmp_path)
    yield supervision
    supervision.stop()


async def awake(supervision: Supervision, name: str, times: int = 1) -> int:
    """Wait until the process said so for the nth time, and return its id once that is on record."""
    path = supervision.logs / f"{name}.log"
    await eventually(lambda: len(last_lines(path, 100)) >= times, within_seconds=10)
    return await eventually(lambda: pid_of(supervision, name))


def pid_of(supervision: Supervision, name: str) -> int:
    return next(int(state["pid"] or 0) for state in supervision.states() if state["name"] == name)


def is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


async def test_a_killed_process_is_started_again(supervision: Supervision) -> None:
    supervision.follow([a_process("sleeper")])
    first = await awake(supervision, "sleeper")

    os.kill(first, signal.SIGKILL)

    second = await awake(supervision, "sleeper", times=2)
    state = supervision.states()[0]
    assert second != first
    assert state["restarts"] == 1
    assert state["last_exit"] == -signal.SIGKILL


async def test_a_process_that_keeps_dying_is_started_again_at_growing_intervals(
    supervision: Supervision,
) -> None:
    supervision.follow([a_process("mayfly", "import time; print(time.monotonic_ns())")])

    await eventually(lambda: len(last_lines(supervision.logs / "mayfly.log")) >= 4, within_seconds=20)

    births = [int(line) for line in last_lines(supervision.logs / "mayfly.log")]
    pauses = [later - earlier for earlier, later in pairwise(births)]
    assert pauses[2] > pauses[1] > pauses[0]


async def test_a_program_that_is_missing_is_reported_in_its_log(supervision: Supervision) -> None:
    missing = ProcessSpec("missing", ("/nonexistent/program",), {}, Path("/"))

    supervision.follow([missing])

    await eventually(lambda: "could not be started" in "".join(last_lines(supervision.logs / "missing.log")))


async def test_stopping_leaves_no_process_behind(supervision: Supervision) -> None:
    supervision.follow([a_process("sleeper"), a_process("parent", PARENT)])
    pids = [await awake(supervision, name) for name in ("sleeper", "parent")]
    family = [*pids, *(child.pid for child in psutil.Process(pids[1]).children()), supervision.pid() or 0]

    assert supervision.stop()

    assert len(family) == 4
    assert await eventually(lambda: all(map(is_gone, family)))
    assert supervision.states() == []


async def test_a_process_that_ignores_the_request_to_stop_is_killed(supervision: Supervision) -> None:
    supervision.follow([a_process("stubborn", STUBBORN, grace_seconds=0.2)])
    pid = await awake(supervision, "stubborn")

    supervision.stop()

    assert await eventually(lambda: is_gone(pid))


async def test_children_do_not_outlive_a_supervisor_that_is_killed(supervision: Supervision) -> None:
    supervision.follow([a_process("sleeper")])
    pid = await awake(supervision, "sleeper")

    os.kill(supervision.pid() or 0, signal.SIGKILL)

    assert await eventually(lambda: is_gone(pid))


async def test_dependants_are_stopped_before_what_they_depend_on(supervision: Supervision) -> None:
    supervision.follow([a_process("server", LAST_WORDS), a_process("service", LAST_WORDS, stage=2)])
    for name in ("server", "service"):
        await awake(supervision, name)

    supervision.stop()

    stopped = {name: int(last_lines(supervision.logs / f"{name}.log")[-1]) for name in ("server", "service")}
    assert stopped["service"] < stopped["server"]


async def test_a_new_plan_starts_what_is_new_and_leaves_alone_what_stays(supervision: Supervision) -> None:
    supervision.follow([a_process("stays")])
    stays = await awake(supervision, "stays")

    supervision.follow([a_process("stays"), a_process("new")])

    await awake(supervision, "new")
    assert pid_of(supervision, "stays") == stays


async def test_a_new_plan_stops_what_it_no_longer_names_and_restarts_what_changed(
    supervision: Supervision,
) -> None:
    supervision.follow([a_process("goes"), a_process("changes")])
    goes, changes = [await awake(supervision, name) for name in ("goes", "changes")]

    supervision.follow([a_process("changes", SLEEPER + " # differently")])

    await awake(supervision, "changes", times=2)
    assert is_gone(goes)
    assert is_gone(changes)


async def test_there_is_one_supervisor_for_one_installation(supervision: Supervision) -> None:
    supervision.follow([a_process("sleeper")])
    await awake(supervision, "sleeper")

    assert take_lock(supervision.directory) is None


async def test_the_plan_with_its_secrets_is_for_its_owner_alone(supervision: Supervision) -> None:
    supervision.follow([a_process("sleeper")])

    assert (supervision.directory / "plan.json").stat().st_mode & 0o777 == 0o600


def test_stopping_what_does_not_run_is_harmless(tmp_path: Path) -> None:
    assert not Supervision(tmp_path).stop()


def test_a_log_that_grew_too_large_starts_over(tmp_path: Path) -> None:
    log = tmp_path / "talker.log"
    log.write_text("a long line\n" * 10)

    keep_bounded(tmp_path, size_max_bytes=100)

    assert log.read_text() == ""
    assert (tmp_path / "talker.log.1").read_text().startswith("a long line")


def test_a_log_within_its_bound_is_left_alone(tmp_path: Path) -> None:
    log = tmp_path / "talker.log"
    log.write_text("a line\n")

    keep_bounded(tmp_path, size_max_bytes=100)

    assert log.read_text() == "a line\n"


def test_logs_of_one_service_are_those_of_its_processes(tmp_path: Path) -> None:
    for name in ("tracker-web", "tracker-worker", "accounting-web"):
        (tmp_path / f"{name}.log").touch()

    assert [path.stem for path in chosen_logs(tmp_path, "tracker")] == ["tracker-web", "tracker-worker"]
    assert len(chosen_logs(tmp_path, None)) == 3
