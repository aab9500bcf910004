"""The native installation's command line: `python -m deploy.native up|down|status|logs|verify|clean|run`."""

import argparse
import sys
from collections.abc import Sequence

from deploy.errors import DeployError
from deploy.native.places import local_directory
from deploy.native.supervision import Supervision


def up() -> int:
    """Start what does not run yet, and wait until it is ready."""
    from deploy.native.installation import Installation
    from deploy.native.launcher import Launcher

    Launcher(Installation.here()).up()
    return 0


def down() -> int:
    """Stop everything; data stays."""
    stopped = Supervision(local_directory()).stop()
    print("Stopped; the data stays." if stopped else "Nothing was running.")
    return 0


def status() -> int:
    """Show what runs; 1 when anything is not as it should be."""
    from deploy.native.installation import Installation
    from deploy.native.status import look

    installation = Installation.here()
    states = installation.supervision.states()
    if not states:
        print("Nothing is running; start it with: make up")
        return 1
    seen = look(states, installation.health_urls(), installation.settings)
    print(seen)
    return 0 if seen.is_healthy else 1


def logs(service: str | None) -> int:
    """Show the logs, and what is added to them, until interrupted."""
    from deploy.native.process_log import chosen_logs, follow

    paths = chosen_logs(Supervision(local_directory()).logs, service)
    if not paths:
        print("There are no such logs yet.")
        return 1
    try:
        for line in follow(paths):
            print(line, flush=True)
    except KeyboardInterrupt:
        return 0
    return 0


def clean() -> int:
    """Stop everything and remove data and environments."""
    from deploy.native.removal import remove_everything

    down()
    remove_everything()
    print("Removed data and environments.")
    return 0


def run(service: str, arguments: Sequence[str]) -> int:
    """Run a command of a service with the installation's settings."""
    from deploy.native.installation import Installation
    from deploy.native.service_commands import run_service_command

    return run_service_command(Installation.here(), service, arguments)


def verify() -> int:
    """Let accounting check its ledger, and see whether the services agree; 1 on any difference."""
    import asyncio

    from deploy.native.installation import Installation
    from deploy.native.service_commands import run_service_command
    from deploy.reconciliation import databases_of, reconcile, report

    installation = Installation.here()
    if installation.supervision.pid() is None:
        raise DeployError("Nothing is running; start it with: make up")
    ledger = run_service_command(installation, "accounting", ["verify"])
    agreement = report(asyncio.run(reconcile(databases_of(installation.postgres().admin_dsn))))
    return 1 if ledger or agreement else 0


def main(arguments: Sequence[str]) -> int:
    """Read the command line and do what it says."""
    parser = argparse.ArgumentParser(prog="python -m deploy.native", description=__doc__)
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
        sys.exit(f"{refusal}")
