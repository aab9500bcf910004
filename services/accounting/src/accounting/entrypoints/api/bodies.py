"""What the JSON API answers: amounts as decimal strings in dollars."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from accounting.application.queries.accounts import AccountView
from accounting.application.queries.days import DayView
from accounting.application.queries.entries import EntryView, TaskName
from accounting.domain.business_day import DayState
from accounting.domain.transfer import TransferKind
from chassis.web.money import dollars

Dollars = Annotated[str, Field(pattern=r"^-?[0-9]+\.[0-9]{2}$", examples=["15.00"])]


class TodayBody(BaseModel):
    earned: Dollars
    spent: Dollars
    result: Dollars


class AccountBody(BaseModel):
    account_id: UUID
    name: str
    balance: Dollars
    today: TodayBody
    carried_over: Dollars

    @classmethod
    def of(cls, account: AccountView) -> "AccountBody":
        return cls(
            account_id=account.account_id,
            name=account.name,
            balance=dollars(account.balance),
            today=TodayBody(
                earned=dollars(account.earned), spent=dollars(account.spent), result=dollars(account.result)
            ),
            carried_over=dollars(account.carried_over),
        )


class TaskBody(BaseModel):
    """`title` is empty while the task's own event is still on its way."""

    id: UUID
    jira_id: str | None
    title: str

    @classmethod
    def of(cls, task: TaskName) -> "TaskBody":
        return cls(id=task.id, jira_id=task.jira_id, title=task.title)


class EntryBody(BaseModel):
    """`amount` is signed: what the entry did to the balance."""

    kind: TransferKind
    amount: Dollars
    balance_after: Dollars
    task: TaskBody | None
    occurred_at: datetime
    day: date

    @classmethod
    def of(cls, entry: EntryView) -> "EntryBody":
        return cls(
            kind=entry.kind,
            amount=dollars(entry.amount),
            balance_after=dollars(entry.balance_after),
            task=None if entry.task is None else TaskBody.of(entry.task),
            occurred_at=entry.occurred_at,
            day=entry.position.day,
        )


class EarningsOfDayBody(BaseModel):
    day: date
    fees: Dollars
    rewards: Dollars
    earnings: Dollars
    state: DayState

    @classmethod
    def of(cls, day: DayView) -> "EarningsOfDayBody":
        return cls(
            day=day.day,
            fees=dollars(day.fees),
            rewards=dollars(day.rewards),
            earnings=dollars(day.earnings),
            state=day.state,
        )


class EarningsBody(BaseModel):
    """What top management earned today, and on each day of the range, oldest first."""

    today: Dollars
    days: list[EarningsOfDayBody]


class DayBody(BaseModel):
    """`payouts` is how many employees were paid so far."""

    day: date
    state: DayState
    payouts: int
    total_paid: Dollars

    @classmethod
    def of(cls, day: DayView) -> "DayBody":
        return cls(day=day.day, state=day.state, payouts=day.employees_paid, total_paid=dollars(day.payouts))
