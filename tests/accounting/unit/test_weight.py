"""What a worker does not carry around: it answers no pages."""

import subprocess
import sys

import pytest

NOT_FOR_WORKERS = ("fastapi", "chassis.pages.kit", "chassis.pages.rendering", "chassis.web.application")

LOADED = "import sys, {module}; print(*(name for name in {names} if name in sys.modules))"


def loaded_by(module: str) -> list[str]:
    """Which of those modules a fresh process has once it has imported `module`."""
    code = LOADED.format(module=module, names=NOT_FOR_WORKERS)
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    return done.stdout.split()


def test_a_worker_has_no_web_framework_in_memory() -> None:
    assert loaded_by("accounting.bootstrap.worker") == []


@pytest.mark.parametrize("name", ["fastapi", "chassis.pages.kit"])
def test_the_web_process_needs_it(name: str) -> None:
    assert name in loaded_by("accounting.bootstrap.web")
