"""Today at a glance."""

from datetime import date
from typing import Protocol

from analytics.application.views import Summary


class Summaries(Protocol):
    async def of(self, day: date) -> Summary:
        """The summary of `day`, and of the calendar week and month it lies in."""
        ...
