"""What every endpoint of analytics may ask for."""

from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Annotated, cast

from fastapi import Depends, Request

from analytics.application.analytics import Analytics
from analytics.domain.periods import day_at
from chassis.clock import Clock
from chassis.pages import Pages


@dataclass(frozen=True, slots=True)
class Desk:
    """`time_zone` decides when a day begins."""

    analytics: Analytics
    pages: Pages
    clock: Clock
    time_zone: tzinfo

    def today(self) -> date:
        return day_at(self.clock.now(), self.time_zone)


async def _desk(request: Request) -> Desk:
    return cast("Desk", request.app.state.desk)


TheDesk = Annotated[Desk, Depends(_desk)]
