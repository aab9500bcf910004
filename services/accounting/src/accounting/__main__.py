"""`python -m accounting web | worker | migrate | verify | close-day | …`"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from accounting.settings import AccountingSettings
from chassis.cli import Service, main
from chassis.worker import Worker

if TYPE_CHECKING:
    from fastapi import FastAPI


def web() -> "FastAPI":
    from accounting.bootstrap.web import build_web

    return build_web(AccountingSettings())


def worker() -> Worker:
    from accounting.bootstrap.worker import build_worker

    return build_worker(AccountingSettings())


def verify(arguments: Sequence[str]) -> int:
    from accounting.bootstrap.command_line import run_verify

    return run_verify(arguments)


def close_day(arguments: Sequence[str]) -> int:
    from accounting.bootstrap.command_line import run_close_day

    return run_close_day(arguments)


def split_titles(arguments: Sequence[str]) -> int:
    from accounting.bootstrap.command_line import run_split_titles

    return run_split_titles(arguments)


def demo(arguments: Sequence[str]) -> int:
    from accounting.bootstrap.demo import run_demo

    return run_demo(arguments)


COMMANDS = {"demo": demo, "verify": verify, "close-day": close_day, "split-titles": split_titles}

if __name__ == "__main__":
    raise SystemExit(main(Service("accounting", "accounting", web=web, worker=worker, commands=COMMANDS)))
