"""The command line: `python -m auth web | worker | migrate | create-admin | rotate-keys | mails | …`.

Each command loads what it needs and no more: a process keeps for life what it has once imported.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chassis.cli import Service, main

if TYPE_CHECKING:
    from fastapi import FastAPI

    from chassis.worker import Worker


def web() -> "FastAPI":
    from auth.bootstrap.web_process import web as build

    return build()


def worker() -> "Worker":
    from auth.bootstrap.worker_process import worker as build

    return build()


def create_admin(arguments: Sequence[str]) -> int:
    from auth.bootstrap.command_line import command
    from auth.entrypoints.cli import create_admin as work

    return command(work)(arguments)


def rotate_keys(arguments: Sequence[str]) -> int:
    from auth.bootstrap.command_line import command
    from auth.entrypoints.cli import rotate_keys as work

    return command(work)(arguments)


def clients(arguments: Sequence[str]) -> int:
    from auth.bootstrap.cli.clients import clients as run

    return run(arguments)


def token(arguments: Sequence[str]) -> int:
    from auth.bootstrap.command_line import command
    from auth.entrypoints.cli import print_token as work

    return command(work)(arguments)


def mails(arguments: Sequence[str]) -> int:
    from auth.bootstrap.command_line import command
    from auth.entrypoints.cli import mails as work

    return command(work)(arguments)


def demo(arguments: Sequence[str]) -> int:
    from auth.bootstrap.command_line import command
    from auth.entrypoints.demo import demo as work
    from chassis.clock import SettableClock

    return command(work, SettableClock.at_present)(arguments)


SERVICE = Service(
    name="auth",
    package="auth",
    web=web,
    worker=worker,
    commands={
        "create-admin": create_admin,
        "rotate-keys": rotate_keys,
        "clients": clients,
        "mails": mails,
        "token": token,
        "demo": demo,
    },
)

if __name__ == "__main__":
    raise SystemExit(main(SERVICE))
