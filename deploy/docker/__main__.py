"""The containers' command line: `python -m deploy.docker up|down|status|logs|verify|clean|run`."""

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from deploy.announcement import announce
from deploy.bootstrap import say
from deploy.demo import load_demo
from deploy.docker.compose import CHECKOUT, Compose
from deploy.docker.containers import any_running, names, wait_until_healthy
from deploy.errors import DeployError
from deploy.settings import InstallationSettings, choices_made

LOCAL: Final = CHECKOUT / ".local"
LOG_LINES: Final = "20"


def up() -> int:
    """Build, start, and wait until everything is healthy."""
    LOCAL.mkdir(exist_ok=True)
    say("Building the images and starting the containers")
    compose = Compose.here(LOCAL)
    compose.up()
    wait_until_healthy(compose.project)
    settings = InstallationSettings.from_choices(choices_made(LOCAL))
    if settings.demo:
        say("Loading the demo's two weeks of history")
        load_demo(_answer_of)
    announce(settings)
    return 0


def _answer_of(service: str, arguments: Sequence[str]) -> str:
    return Compose.here(LOCAL).checked(["exec", "-T", f"{service}-web", "python", "-m", service, *arguments])


def down() -> int:
    """Remove the containers; data stays in its volumes."""
    return Compose.here(LOCAL).run(["down", "--remove-orphans"])


def status() -> int:
    """Show the containers; 1 when anything is not as it should be."""
    compose = Compose.here(LOCAL)
    if not any_running(compose.project):
        print("Nothing is running; start it with: make up")
        return 1
    compose.run(["ps"])
    return 1 if names(compose.project, "health=unhealthy") else 0


def logs(service: str | None) -> int:
    """Follow the logs of all containers, or of one service's."""
    chosen = [f"{service}-web", f"{service}-worker"] if service else []
    try:
        return Compose.here(LOCAL).run(["logs", "--follow", f"--tail={LOG_LINES}", *chosen])
    except KeyboardInterrupt:
        return 0


def clean() -> int:
    """Remove containers, volumes, images and what was drawn for them."""
    code = Compose.here(LOCAL).run(["down", "--remove-orphans", "--volumes", "--rmi", "local"])
    for path in (LOCAL, Path(CHECKOUT, ".venv")):
        shutil.rmtree(path, ignore_errors=True)
    return code


def run(service: str, arguments: Sequence[str]) -> int:
    """Run a command of a service beside its web process."""
    terminal = [] if sys.stdin.isatty() else ["-T"]
    return Compose.here(LOCAL).run(["exec", *terminal, f"{service}-web", "python", "-m", service, *arguments])


def verify() -> int:
    """Let accounting check its ledger, and see whether the services agree; 1 on any difference."""
    ledger = run("accounting", ["verify"])
    reconciliation = ["--entrypoint", "python", "databases", "-m", "deploy.reconciliation"]
    agreement = Compose.here(LOCAL).run(["run", "--rm", "-T", "--no-deps", *reconciliation])
    return 1 if ledger or agreement else 0


def main(arguments: Sequence[str]) -> int:
    """Read the command line and do what it says."""
    parser = argparse.ArgumentParser(prog="python -m deploy.docker", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("up", "down", "status", "verify", "clean"):
        commands.add_parser(name)
    commands.add_parser("logs").add_argument("service", nargs="?")
    runner = commands.add_parser("run")
    runner.add_argument("service")
    runner.add_argument("arguments", nargs=argparse.REMAINDER)
    chosen = parser.parse_args(arguments)
    match chosen.command:
        case "logs":
            return logs(chosen.service or None)
        case "run":
            return run(chosen.service, chosen.arguments)
    simple = {"up": up, "down": down, "status": status, "verify": verify, "clean": clean}
    return simple[chosen.command]()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except DeployError as refusal:
        sys.exit(str(refusal))
