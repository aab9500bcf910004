"""`python -m tracker web | worker | migrate | …`"""

from fastapi import FastAPI

from chassis.cli import Service, main
from chassis.worker import Worker
from tracker.settings import TrackerSettings


def web() -> FastAPI:
    from tracker.bootstrap.web import build_web

    return build_web(TrackerSettings())


def worker() -> Worker:
    from tracker.bootstrap.worker import build_worker

    return build_worker(TrackerSettings())


if __name__ == "__main__":
    raise SystemExit(main(Service("tracker", "tracker", web=web, worker=worker)))
