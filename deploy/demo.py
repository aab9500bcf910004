"""The demo's history: each service makes its own part of it, and what one has told, the next has heard."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Final

from deploy.errors import DeployError

PART_TIMEOUT_SECONDS: Final = 300

Run = Callable[[str, Sequence[str]], str]
"""Runs a command of a service and answers what it printed; raises `DeployError` when it fails."""


def load_demo(run: Run) -> None:
    """Let auth hire, the tracker work two weeks and accounting close each day of them; harmless again."""
    run("auth", ["demo"])
    told = json.loads(run("tracker", ["demo"]).splitlines()[-1])
    run(
        "accounting", ["demo", f"--assignments={told['assignments']}", f"--completions={told['completions']}"]
    )


def _run_natively(service: str, arguments: Sequence[str]) -> str:
    from deploy.native.installation import Installation
    from deploy.native.places import CHECKOUT
    from deploy.native.surroundings import inherited_environment

    answer = subprocess.run(
        [sys.executable, "-m", service, *arguments],
        cwd=CHECKOUT,
        env={
            **os.environ,
            **inherited_environment(),
            **Installation.here().environments.of(service, "command"),
        },
        capture_output=True,
        text=True,
        timeout=PART_TIMEOUT_SECONDS,
        check=False,
    )
    if answer.returncode != 0:
        raise DeployError(f"The demo's part of {service} failed:\n{answer.stdout}{answer.stderr}".strip())
    return answer.stdout


if __name__ == "__main__":
    try:
        load_demo(_run_natively)
    except DeployError as refusal:
        sys.exit(str(refusal))
