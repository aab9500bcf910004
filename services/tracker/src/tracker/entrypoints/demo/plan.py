"""The plan of the demo's history: when something is created, completed or reassigned."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from random import Random
from typing import Final

from tracker.entrypoints.demo.titles import PROJECTS, TITLES

DAYS: Final = 14
CREATED_PER_WORKDAY: Final = (14, 26)
CREATED_PER_WEEKEND_DAY: Final = (0, 5)
COMPLETED_SHARE: Final = 0.92
WITH_JIRA_ID_SHARE: Final = 0.6
HOURS_TO_COMPLETE_MEAN: Final = 6.0
REASSIGNED_EVERY_DAYS: Final = 3
OPENS, CLOSES = time(9), time(19)
SHIFT: Final = timedelta(hours=8)
BREATH: Final = timedelta(seconds=1)
SATURDAY: Final = 5


class Kind(StrEnum):
    CREATE = "create"
    COMPLETE = "complete"
    REASSIGN = "reassign"


@dataclass(frozen=True, slots=True)
class Step:
    """Something somebody does at a moment; `task` numbers the tasks of the plan."""

    at: datetime
    kind: Kind
    task: int = -1
    title: str = ""
    jira_id: str | None = None


def steps(until: datetime, zone: tzinfo, random: Random) -> list[Step]:
    """Two weeks of work that end at `until`, in the order in which things happen."""
    today = until.astimezone(zone).date()
    planned = list(_created(until, zone, random))
    planned += list(_completed(planned, until, zone, random))
    planned += list(_reassigned(today, zone))
    return sorted((step for step in planned if step.at < until), key=lambda step: (step.at, step.kind))


def _created(until: datetime, zone: tzinfo, random: Random) -> Iterator[Step]:
    today = until.astimezone(zone).date()
    number = 0
    for age in range(DAYS, -1, -1):
        day = today - timedelta(days=age)
        opens, closes = _hours(day, zone) if age else (_shift_start(until, zone), until)
        weekend = age > 0 and day.weekday() >= SATURDAY
        for _ in range(random.randint(*(CREATED_PER_WEEKEND_DAY if weekend else CREATED_PER_WORKDAY))):
            yield _creation(number, opens + (closes - opens) * random.random(), random)
            number += 1


def _creation(number: int, at: datetime, random: Random) -> Step:
    jira_id = f"{random.choice(PROJECTS)}-{100 + number}" if random.random() < WITH_JIRA_ID_SHARE else None
    return Step(at, Kind.CREATE, number, random.choice(TITLES), jira_id)


def _completed(created: list[Step], until: datetime, zone: tzinfo, random: Random) -> Iterator[Step]:
    begun = _shift_start(until, zone)
    for step in created:
        if random.random() >= COMPLETED_SHARE:
            continue
        taken = timedelta(hours=random.expovariate(1 / HOURS_TO_COMPLETE_MEAN))
        if step.at >= begun:
            taken = (until - step.at) * random.uniform(0, 2)
        yield Step(step.at + taken + BREATH, Kind.COMPLETE, step.task)


def _reassigned(today: date, zone: tzinfo) -> Iterator[Step]:
    for age in range(DAYS - 1, 0, -REASSIGNED_EVERY_DAYS):
        at = datetime.combine(today - timedelta(days=age), time(16, 30), zone)
        yield Step(at, Kind.REASSIGN)


def _hours(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    return datetime.combine(day, OPENS, zone), datetime.combine(day, CLOSES, zone)


def _shift_start(until: datetime, zone: tzinfo) -> datetime:
    """Today's work began eight hours ago, or at midnight if that is later: today is never empty."""
    local = until.astimezone(zone)
    return max(datetime.combine(local.date(), time(), zone), local - SHIFT)
