"""A task's status as the database keeps it: a small number."""

from tracker.domain.task import Status

STATUSES = {0: Status.OPEN, 1: Status.COMPLETED}
OPEN = 0


def number_of(status: Status) -> int:
    return next(number for number, each in STATUSES.items() if each is status)
