"""Days as callers name them."""

from datetime import date
from typing import Annotated

from pydantic import Field

DAY_FIRST = date(2000, 1, 1)
DAY_LAST = date(2999, 12, 31)

CalendarDay = Annotated[date, Field(ge=DAY_FIRST, le=DAY_LAST)]
"""A day YYYY-MM-DD of this millennium, as in the events: beyond it dates overflow, and PostgreSQL's driver
takes the calendar's last day for infinity."""
