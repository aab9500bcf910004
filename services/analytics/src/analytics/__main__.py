"""`python -m analytics web | worker | migrate | totals | verify | rebuild | …`"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analytics.settings import AnalyticsSettings
from chassis.cli import Service, main
from chassis.worker import Worker

if TYPE_CHECKING:
    from fastapi import FastAPI


def web() -> "FastAPI":
    from analytics.bootstrap.web import build_web

    return build_web(AnalyticsSettings())


def worker() -> Worker:
    from analytics.bootstrap.worker import build_worker

    return build_worker(AnalyticsSettings())


def totals(arguments: Sequence[str]) -> int:
    from analytics.bootstrap.tools import show_totals

    return show_totals(arguments)


def verify(arguments: Sequence[str]) -> int:
    from analytics.bootstrap.tools import show_differences

    return show_differences(arguments)


def split(arguments: Sequence[str]) -> int:
    from analytics.bootstrap.tools import split_titles

    return split_titles(arguments)


def rebuild(arguments: Sequence[str]) -> int:
    from analytics.bootstrap.rebuilding import rebuild_command

    return rebuild_command(arguments)


COMMANDS = {"totals": totals, "verify": verify, "rebuild": rebuild, "split-titles": split}
SERVICE = Service("analytics", "analytics", web=web, worker=worker, commands=COMMANDS)

if __name__ == "__main__":
    raise SystemExit(main(SERVICE))
