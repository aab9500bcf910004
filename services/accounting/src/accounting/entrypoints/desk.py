"""What every endpoint of accounting may ask for."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Annotated, cast

from fastapi import Depends, Request

from accounting.application.accounting import Accounting
from accounting.application.queries.accounts import AccountView
from accounting.application.queries.task_stories import TaskStory
from accounting.domain.access import OVERSEERS, may_look_at
from accounting.domain.business_day import DayState, day_of, latest_closable
from accounting.domain.errors import AccountNotFound, TaskNotFound
from accounting.domain.identifiers import AccountId, TaskId
from chassis.access import Account
from chassis.clock import Clock
from chassis.pages import Pages
from chassis.web.callers import require


@dataclass(frozen=True, slots=True)
class Today:
    """Today is the business day that runs: the calendar's, or a later one when that was closed early."""

    day: date
    calendar: date

    @property
    def is_ahead(self) -> bool:
        """Whether the calendar's day takes no more entries."""
        return self.day > self.calendar


@dataclass(frozen=True, slots=True)
class Desk:
    """`time_zone` decides which day it is; without `sends_mail`, payouts are mailed to nobody."""

    accounting: Accounting
    pages: Pages
    clock: Clock
    time_zone: tzinfo
    close_ahead_of_time: bool
    sends_mail: bool

    def today(self) -> date:
        """The calendar's day at the company."""
        return day_of(self.clock.now(), self.time_zone)

    async def business_day(self) -> Today:
        """What "today" means on every page and in every answer."""
        calendar = self.today()
        return Today(await self.accounting.days.running(calendar), calendar)

    async def closable(self) -> date | None:
        """The last day that may be closed now, with those before it; None when there is nothing to close."""
        day = latest_closable(self.today(), ahead_of_time=self.close_ahead_of_time)
        first = await self.accounting.days.first()
        if not self.close_ahead_of_time and (first is None or first > day):
            return None
        return day if (await self.accounting.days.one(day)).state is DayState.OPEN else None

    def happened_on(self, moment: datetime) -> date:
        """The company's calendar day at `moment`."""
        return day_of(moment, self.time_zone)

    async def own(self, asker: Account) -> AccountView:
        """The asker's own account; an empty one when nothing was ever booked on it."""
        found = await self.accounting.accounts.find(asker.account_id, today=self.today())
        return found or AccountView(asker.account_id, asker.name, 0, 0, 0, 0)

    async def account(self, account_id: AccountId, asker: Account) -> AccountView:
        """Raises `NotYourAccount` and `AccountNotFound`."""
        may_look_at(account_id, by=asker.account_id, role=asker.role)
        if account_id == asker.account_id:
            return await self.own(asker)
        found = await self.accounting.accounts.find(account_id, today=self.today())
        if found is None:
            raise AccountNotFound("There is no such account.")
        return found

    async def story(self, task_id: TaskId) -> TaskStory:
        """Raises `TaskNotFound`."""
        story = await self.accounting.stories.find(task_id)
        if story is None:
            raise TaskNotFound("There is no such task.")
        return story


def oversee(asker: Account) -> None:
    """Raise `Forbidden` unless `asker` oversees all accounts."""
    require(asker, *sorted(OVERSEERS))


async def _desk(request: Request) -> Desk:
    return cast("Desk", request.app.state.desk)


TheDesk = Annotated[Desk, Depends(_desk)]
