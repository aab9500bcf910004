"""Libraries that are installed and still not loaded."""

import json
import subprocess
import sys
from importlib import import_module

import pytest

from chassis.cli.lean import absent

RARE = "colorsys"
"""Of the standard library, and loaded by nothing here."""

SCRIPT = """
import sys, chassis.cli, structlog
print(sorted({"rich", "pygments", "psutil"} & set(sys.modules)), structlog.dev.rich)
import psutil
"""


def test_what_is_said_to_be_absent_cannot_be_imported_and_afterwards_can() -> None:
    sys.modules.pop(RARE, None)

    with absent(RARE), pytest.raises(ImportError):
        import_module(RARE)

    assert import_module(RARE) is sys.modules[RARE]


def test_what_is_loaded_already_stays() -> None:
    with absent("json"):
        assert import_module("json") is json

    assert sys.modules["json"] is json


def test_a_failure_within_leaves_nothing_hidden() -> None:
    sys.modules.pop(RARE, None)

    with pytest.raises(ZeroDivisionError), absent(RARE):
        _ = 1 / 0

    assert RARE not in sys.modules


def test_a_service_does_without_what_only_development_brings_along() -> None:
    answer = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "[] None"
