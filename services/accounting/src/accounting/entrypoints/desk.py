"""What every endpoint of accounting may ask for."""

from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Annotated, cast

from fastapi import Depends, Request

from accounting.application.accounting import Accounting
from accounting.application.queries.accounts import AccountView
from accounting.domain.access import OVERSEERS, may_look_at
from accounting.domain.business_day import day_of
from accounting.domain.errors import AccountNotFound
from accounting.domain.identifiers import AccountId
from chassis.access import Account
from chassis.clock import Clock
from chassis.pages import Pages
from chassis.web.callers import require


@dataclass(frozen=True, slots=True)
class Desk:
    """`time_zone` decides which day it is."""

    accounting: Accounting
    pages: Pages
    clock: Clock
    time_zone: tzinfo
    close_ahead_of_time: bool

    def today(self) -> date:
        """The calendar's day at the company."""
        return day_of(self.clock.now(), self.time_zone)

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


def oversee(asker: Account) -> None:
    """Raise `Forbidden` unless `asker` oversees all accounts."""
    require(asker, *sorted(OVERSEERS))


def _desk(request: Request) -> Desk:
    return cast("Desk", request.app.state.desk)


TheDesk = Annotated[Desk, Depends(_desk)]
