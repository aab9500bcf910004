"""Which tasks went from somebody to other popugs of late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chassis.identifiers import AccountId
from tracker.domain.identifiers import TaskId


@dataclass(frozen=True, slots=True)
class DepartureView:
    task_id: TaskId
    title: str
    jira_id: str | None
    left_at: datetime


@dataclass(frozen=True, slots=True)
class Departures:
    """The latest of them, newest first, and how many there are in all."""

    latest: Sequence[DepartureView]
    count: int


class DepartureViews(Protocol):
    async def of(self, account_id: AccountId, *, since: datetime, limit: int) -> Departures:
        """Those noted that left after `since` and have not come back."""
        ...
