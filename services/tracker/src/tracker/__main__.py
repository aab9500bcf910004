"""`python -m tracker web | worker | migrate | …`"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chassis.cli import Service, main
from chassis.worker import Worker
from tracker.settings import TrackerSettings

if TYPE_CHECKING:
    from fastapi import FastAPI


def web() -> "FastAPI":
    from tracker.bootstrap.web import build_web

    return build_web(TrackerSettings())


def worker() -> Worker:
    from tracker.bootstrap.worker import build_worker

    return build_worker(TrackerSettings())


def demo(arguments: Sequence[str]) -> int:
    from tracker.bootstrap.demo import run_demo

    return run_demo(arguments)


SERVICE = Service("tracker", "tracker", web=web, worker=worker, commands={"demo": demo})

if __name__ == "__main__":
    raise SystemExit(main(SERVICE))
