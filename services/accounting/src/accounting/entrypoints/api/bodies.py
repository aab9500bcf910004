"""What the JSON API answers: amounts as decimal strings in dollars."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from accounting.application.queries.accounts import AccountView
from accounting.application.queries.day_book import DayEntry
from accounting.application.queries.days import DayView
from accounting.application.queries.entries import EntryView
from accounting.application.queries.task_stories import StoryEntry, TaskStory
from accounting.application.task_name import TaskName
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


class DayEntryBody(BaseModel):
    """An entry of anybody's; `amount` is what it did to their balance."""

    kind: TransferKind
    account_id: UUID
    name: str
    amount: Dollars
    task: TaskBody | None
    occurred_at: datetime

    @classmethod
    def of(cls, entry: DayEntry) -> "DayEntryBody":
        return cls(
            kind=entry.kind,
            account_id=entry.account_id,
            name=entry.name,
            amount=dollars(entry.amount),
            task=None if entry.task is None else TaskBody.of(entry.task),
            occurred_at=entry.occurred_at,
        )


class PriceBody(BaseModel):
    """`set_at` is null for a price from before this was noted."""

    fee: Dollars
    reward: Dollars
    set_at: datetime | None


class StoryEntryBody(BaseModel):
    """`late` says that it was booked on a later day than it happened on, which was closed by then."""

    kind: TransferKind
    account_id: UUID
    name: str
    amount: Dollars
    assignment_no: int | None
    occurred_at: datetime
    booked_at: datetime
    day: date
    late: bool

    @classmethod
    def of(cls, entry: StoryEntry, *, late: bool) -> "StoryEntryBody":
        return cls(
            kind=entry.kind,
            account_id=entry.account_id,
            name=entry.name,
            amount=dollars(entry.amount),
            assignment_no=entry.assignment_no,
            occurred_at=entry.occurred_at,
            booked_at=entry.booked_at,
            day=entry.day,
            late=late,
        )


class StoryBody(BaseModel):
    """Sums are over all entries, `items` is a page of them in the order in which they happened."""

    task: TaskBody
    created_at: datetime | None
    price: PriceBody | None
    assignments: int
    fees: Dollars
    rewards: Dollars
    earnings: Dollars
    items: list[StoryEntryBody]
    next: str | None

    @classmethod
    def of(cls, story: TaskStory, items: list[StoryEntryBody], following: str | None) -> "StoryBody":
        price = story.price
        return cls(
            task=TaskBody.of(story.task),
            created_at=story.created_at,
            price=None
            if price is None
            else PriceBody(fee=dollars(price.fee), reward=dollars(price.reward), set_at=price.set_at),
            assignments=story.assignments,
            fees=dollars(story.fees),
            rewards=dollars(story.rewards),
            earnings=dollars(story.earnings),
            items=items,
            next=following,
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
