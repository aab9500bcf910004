"""What a process writes to standard error: one JSON object a line, from whoever it comes."""

import json
import subprocess
import sys
from datetime import datetime
from typing import Any, Final

import pytest

WITHIN_SECONDS: Final = 60
SCRIPT: Final = """
import logging, sys
import structlog
from chassis.observability import configure_logging, configure_tracing
from chassis.observability.traces import tracer

configure_tracing("tracker")
configure_logging("tracker", sys.argv[1])
own, other = structlog.get_logger("chassis.commands"), logging.getLogger("uvicorn.error")
own.debug("nobody asked")
own.info("command", command="FixTheBeak", found={"a": 1})
with tracer().start_as_current_span("a click"):
    own.warning("slow", seconds=2)
    other.error("no %s", "beak", extra={"popug": "kesha"})
try:
    {}["beak"]
except KeyError:
    own.exception("failed")
"""


def written(log_format: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, log_format],
        capture_output=True,
        text=True,
        timeout=WITHIN_SECONDS,
        check=True,
    )
    return done.stderr.splitlines()


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    return [json.loads(line) for line in written("json")]


def test_every_line_says_when_who_and_how_grave(lines: list[dict[str, Any]]) -> None:
    said = [(line["event"], line["level"], line["logger"]) for line in lines]

    assert said == [
        ("command", "info", "chassis.commands"),
        ("slow", "warning", "chassis.commands"),
        ("no beak", "error", "uvicorn.error"),
        ("failed", "error", "chassis.commands"),
    ]
    assert {line["service"] for line in lines} == {"tracker"}
    assert all(datetime.fromisoformat(line["timestamp"]).tzinfo for line in lines)


def test_what_was_said_along_is_there(lines: list[dict[str, Any]]) -> None:
    command, slow, other, failed = lines

    assert (command["command"], command["found"]) == ("FixTheBeak", {"a": 1})
    assert slow["seconds"] == 2
    assert other["popug"] == "kesha"
    assert "KeyError: 'beak'" in failed["exception"]


def test_lines_of_one_trace_name_it(lines: list[dict[str, Any]]) -> None:
    command, slow, other, failed = lines

    assert slow["trace_id"] == other["trace_id"]
    assert len(slow["trace_id"]) == 32
    assert "trace_id" not in {**command, **failed}


def test_a_console_is_for_reading() -> None:
    text = "\n".join(written("console"))

    assert "command=FixTheBeak" in text
    assert "no beak" in text
    assert "KeyError: 'beak'" in text
