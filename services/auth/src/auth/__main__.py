"""The command line: `python -m auth web | worker | migrate | create-admin | rotate-keys | clients | …`."""

from auth.bootstrap.cli.clients import clients
from auth.bootstrap.command_line import command
from auth.bootstrap.web_process import web
from auth.bootstrap.worker_process import worker
from auth.entrypoints.cli import create_admin, print_token, rotate_keys
from auth.entrypoints.demo import demo
from chassis.cli import Service, main
from chassis.clock import SettableClock

SERVICE = Service(
    name="auth",
    package="auth",
    web=web,
    worker=worker,
    commands={
        "create-admin": command(create_admin),
        "rotate-keys": command(rotate_keys),
        "clients": clients,
        "token": command(print_token),
        "demo": command(demo, SettableClock.at_present),
    },
)

if __name__ == "__main__":
    raise SystemExit(main(SERVICE))
