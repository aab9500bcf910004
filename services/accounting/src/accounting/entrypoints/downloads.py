"""What can be downloaded as CSV: an audit log, the book of a day, payouts, and the company's days.

The columns' names and the kinds of entries are the API's in every language, for spreadsheets and scripts to
rely on; amounts are dollars, times the company's.
"""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from accounting.application.task_name import TaskName
from accounting.domain.identifiers import AccountId
from accounting.entrypoints.desk import Desk

ENTRY_COLUMNS = (
    "day",
    "time",
    "kind",
    "task_id",
    "jira_id",
    "title",
    "amount",
    "balance_after",
)
DAY_ENTRY_COLUMNS = (
    "day",
    "time",
    "kind",
    "account_id",
    "name",
    "task_id",
    "jira_id",
    "title",
    "amount",
)
PAYOUT_COLUMNS = ("day", "time", "account_id", "name", "amount", "mail", "mail_sent_at")
DAY_COLUMNS = ("day", "state", "fees", "rewards", "earnings", "payouts", "employees_paid")
DAYS_PER_READ = 366

Row = tuple[object, ...]


async def entries_of_account(desk: Desk, account_id: AccountId, day: date | None) -> AsyncIterator[Row]:
    """Newest first, as on the page."""
    async for entry in desk.accounting.entries.all(account_id, day=day):
        yield (
            entry.position.day,
            _time(desk, entry.occurred_at),
            entry.kind.value,
            *_task(entry.task),
            dollars(entry.amount),
            dollars(entry.balance_after),
        )


async def entries_of_day(desk: Desk, day: date) -> AsyncIterator[Row]:
    """In the order of booking."""
    async for entry in desk.accounting.day_book.all(day):
        yield (
            day,
            _time(desk, entry.occurred_at),
            entry.kind.value,
            entry.account_id,
            entry.name,
            *_task(entry.task),
            dollars(entry.amount),
        )


async def payouts_of_day(desk: Desk, day: date) -> AsyncIterator[Row]:
    async for payout in desk.accounting.days.all_payouts(day):
        mail = payout.mail
        yield (
            day,
            _time(desk, payout.paid_at),
            payout.account_id,
            payout.name,
            dollars(payout.amount),
            "waiting" if mail is None else mail.state.value,
            None if mail is None or mail.sent_at is None else _time(desk, mail.sent_at),
        )


async def days_of_company(desk: Desk) -> AsyncIterator[Row]:
    """From the first day on which anything was booked up to today, oldest first."""
    last = (await desk.business_day()).day
    start = await desk.accounting.days.first() or last
    while start <= last:
        end = min(last, start + timedelta(days=DAYS_PER_READ - 1))
        for day in await desk.accounting.days.earnings(start, end):
            money = (day.fees, day.rewards, day.earnings, day.payouts)
            yield (day.day, day.state.value, *map(dollars, money), day.employees_paid)
        start = end + timedelta(days=1)


def dollars(cents: int) -> Decimal:
    """Integer cents as dollars with two decimals."""
    return Decimal(cents).scaleb(-2).quantize(Decimal("0.01"))


def _time(desk: Desk, moment: datetime) -> str:
    return moment.astimezone(desk.time_zone).isoformat(timespec="seconds")


def _task(task: TaskName | None) -> Row:
    return (None, None, None) if task is None else (task.id, task.jira_id, task.title)
