"""Accounting's worker on a machine whose clock is wrong: `python -m tests.faults.moved_clock worker`.

CLOCK_IS_AHEAD_SECONDS says by how much; negative seconds are behind.
"""

import os
from datetime import datetime, timedelta

from accounting.__main__ import web
from accounting.bootstrap.worker import build_worker
from accounting.settings import AccountingSettings
from chassis.cli import Service, main
from chassis.clock import SystemClock
from chassis.worker import Worker

SETTING = "CLOCK_IS_AHEAD_SECONDS"
MODULE = "tests.faults.moved_clock"


class MovedClock:
    """The machine's clock, wrong by as much as ever."""

    def __init__(self, ahead: timedelta) -> None:
        self._ahead = ahead
        self._clock = SystemClock()

    def now(self) -> datetime:
        """What it says."""
        return self._clock.now() + self._ahead


def worker() -> Worker:
    """Accounting's own, but for the clock."""
    ahead = timedelta(seconds=float(os.environ[SETTING]))
    return build_worker(AccountingSettings(), MovedClock(ahead))


if __name__ == "__main__":
    raise SystemExit(main(Service("accounting", "accounting", web=web, worker=worker)))
