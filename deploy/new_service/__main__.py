"""Make a further service: `python -m deploy.new_service NAME`."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from deploy.bootstrap import CHECKOUT
from deploy.errors import DeployError
from deploy.new_service.edits import LAST, edited
from deploy.new_service.names import require_fit
from deploy.new_service.templating import NewService
from deploy.settings import DEFAULT_PORTS

SPOKEN_OF: Final = {"catalogue": "docs/events/README.md", "asyncapi": "docs/events/asyncapi.json"}
TOOL_TIMEOUT_SECONDS: Final = 120


def make(name: str, checkout: Path = CHECKOUT) -> NewService:
    """Make the service's own files and its part of the shared ones; all of it fits or nothing is made."""
    require_fit(name, checkout)
    service = NewService(name, _free_port("_PORT"), _free_port("_WORKER_PORT"), datetime.now(UTC))
    contents = {**edited(checkout, service), **dict(service.files())}
    for path, content in contents.items():
        (checkout / path).parent.mkdir(parents=True, exist_ok=True)
        (checkout / path).write_text(content)
    _tidy(checkout, name)
    _tell_of_events(checkout)
    return service


def _free_port(suffix: str) -> int:
    port = DEFAULT_PORTS[f"{LAST.upper()}{suffix}"] + 1
    while port in DEFAULT_PORTS.values():
        port += 1
    return port


def _tidy(checkout: Path, name: str) -> None:
    """Imports are sorted by names, and how a line is broken depends on the name's length."""
    folders = [f"services/{name}", f"tests/{name}"]
    for arguments in (["check", "--quiet", "--select", "I", "--fix"], ["format", "--quiet"]):
        _run([sys.executable, "-m", "ruff", *arguments, *folders], checkout)


def _tell_of_events(checkout: Path) -> None:
    source = {"PYTHONPATH": str(checkout / "schema_registry" / "src")}
    for command, page in SPOKEN_OF.items():
        text = _run([sys.executable, "-m", "schema_registry", command], checkout, source)
        (checkout / page).write_text(text)


def _run(command: Sequence[str], checkout: Path, variables: Mapping[str, str] | None = None) -> str:
    answer = subprocess.run(
        command,
        cwd=checkout,
        env={**os.environ, **(variables or {})},
        capture_output=True,
        text=True,
        timeout=TOOL_TIMEOUT_SECONDS,
        check=False,
    )
    if answer.returncode != 0:
        raise DeployError(f"{' '.join(command)} failed:\n{answer.stdout}{answer.stderr}")
    return answer.stdout


def main(arguments: Sequence[str]) -> int:
    """Make the service named on the command line and say what there is now."""
    service = make(" ".join(arguments))
    print(
        f"services/{service.name} and tests/{service.name} are there, and {service.name} is known everywhere."
    )
    print(
        "Next: make check; make down up (it listens on port "
        + str(service.port)
        + "); see docs/development.md."
    )
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except DeployError as refusal:
        sys.exit(str(refusal))
