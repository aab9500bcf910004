"""Accounting as its entry points see it: what can be asked of it, and what there is to see."""

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from accounting.application.commands.close_day import CloseDay
from accounting.application.commands.continue_closing import ContinueClosing
from accounting.application.mail_ports import DueMail
from accounting.application.queries.accounts import AccountViews
from accounting.application.queries.day_book import DayBook
from accounting.application.queries.days import DayViews
from accounting.application.queries.entries import EntryViews
from accounting.application.queries.task_stories import TaskStories
from chassis.mailing import Mailbag
from chassis.mediator import Mediator
from chassis.messages import Command

R = TypeVar("R")

ACCOUNTS_PER_INSTALMENT = 500
INSTALMENTS_MAX = 1_000_000


class ClosingDoesNotEnd(RuntimeError):
    """Instalment after instalment, and the day is still not closed."""


@dataclass(frozen=True, slots=True)
class Accounting:
    mediator: Mediator[Any]
    accounts: AccountViews
    entries: EntryViews
    days: DayViews
    day_book: DayBook
    stories: TaskStories
    mailbag: Mailbag[DueMail]

    async def handle(self, command: Command[R]) -> R:
        """Have `command` handled in a transaction of its own."""
        return await self.mediator.handle_command(command)

    async def close_day(self, day: date) -> None:
        """Close `day` and the open days before it, to the end. Raises `DayNotOver` and `CatchingUp`."""
        await self.handle(CloseDay(day))
        await self.finish_closing()

    async def finish_closing(self) -> None:
        """Pay out and close every day that has ended."""
        for _ in range(INSTALMENTS_MAX):
            if await self.handle(ContinueClosing(ACCOUNTS_PER_INSTALMENT)) is None:
                return
        raise ClosingDoesNotEnd(f"not closed after {INSTALMENTS_MAX} instalments")
