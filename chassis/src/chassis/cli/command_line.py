"""The command line every service has: `python -m <service> web | worker | migrate | dead | sync | log`."""

import argparse
import asyncio
import gc
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import uvicorn
import uvloop
from pydantic import ValidationError

from chassis.cli.dead import add_dead, run_dead
from chassis.cli.log import add_log, run_log
from chassis.cli.settings import ListenSettings, OwnerSettings, explain
from chassis.cli.sync import run_sync_status
from chassis.observability.logs import configure_logging
from chassis.observability.traces import configure_tracing
from chassis.worker import Worker

if TYPE_CHECKING:
    from fastapi import FastAPI

DONE = 0
FAILED = 1
MISCONFIGURED = 78
CLOSE_SECONDS = 3
KEEP_ALIVE_SECONDS = 75
"""Longer than clients and ingresses keep an idle connection: who is being asked must not close first."""
NEW_OBJECTS_MAX = 10_000
"""A request makes some hundred: Python's own 700 would have it look for cycles every other request."""

ExtraCommand = Callable[[Sequence[str]], int]


@dataclass(frozen=True, slots=True)
class Service:
    """A service as its command line knows it.

    `web` and `worker` build their process when called and read the settings themselves; `commands` are extra
    commands by name, each given the arguments after its name and answering an exit code.
    """

    name: str
    package: str
    web: Callable[[], "FastAPI"]
    worker: Callable[[], Worker]
    commands: Mapping[str, ExtraCommand] = field(default_factory=dict)


def main(service: Service, argv: Sequence[str] | None = None) -> int:
    """Run one command; answers the exit code: 0 done, 1 failed, 2 misused, 78 misconfigured (EX_CONFIG)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if arguments and arguments[0] in service.commands:
            return service.commands[arguments[0]](arguments[1:])
        return _run(service, _parser(service).parse_args(arguments))
    except ValidationError as error:
        print(explain(error), file=sys.stderr)
        return MISCONFIGURED
    except OSError as error:
        print(f"{service.name}: {error}", file=sys.stderr)
        return FAILED


def _run(service: Service, arguments: argparse.Namespace) -> int:
    match arguments.command:
        case "web":
            return _web(service)
        case "worker":
            _observe(service)
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                return runner.run(service.worker().run())
        case "migrate":
            # Here alone: what it imports would cost every web and worker process 12 MiB.
            from chassis.postgres.migrations import migrate

            _observe(service)
            migrate(service.package, OwnerSettings().database_owner_url.get_secret_value())
            return DONE
        case "dead":
            return run_dead(service.name, arguments)
        case "log":
            return run_log(service.name, arguments)
        case _:
            return run_sync_status()


def _web(service: Service) -> int:
    _observe(service)
    app = service.web()
    leave_alone_what_stays()
    listen = ListenSettings()
    uvicorn.run(
        app,
        host=listen.http_host,
        port=listen.http_port,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=CLOSE_SECONDS,
    )
    return DONE


def leave_alone_what_stays() -> None:
    """Keep the collector of cycles from going through code and tables that live as long as the process."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS_MAX)


def _observe(service: Service) -> None:
    configure_logging(service.name, ListenSettings().log_format)
    configure_tracing(service.name)


def _parser(service: Service) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m {service.package}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    commands.add_parser("web", help="serve pages, API and WebSocket")
    commands.add_parser("worker", help="relay events, consume events, run schedulers")
    commands.add_parser("migrate", help="bring the database to the shape this release expects")
    add_dead(commands)
    add_log(commands)
    sync = commands.add_parser("sync", help="initial synchronisation").add_subparsers(
        dest="action", required=True
    )
    sync.add_parser("status", help="which producers' history has arrived, which replays are running")
    for name in service.commands:
        commands.add_parser(name, add_help=False)
    return parser
