"""Accounting's own commands: check the books, close a day."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import date

from accounting.adapters.postgres.title_backfill import SPLIT_TITLES
from accounting.bootstrap.application import Application, application
from accounting.bootstrap.sealing import checking_over
from accounting.domain.business_day import day_of, latest_closable
from accounting.entrypoints.report import report_of
from accounting.settings import AccountingSettings, BooksSettings
from chassis.cli.settings import DatabaseSettings
from chassis.clock import SystemClock
from chassis.errors import ServiceError
from chassis.postgres.backfill import backfill
from chassis.postgres.database import Database
from chassis.web.money import dollars

RIGHT, WRONG = 0, 1


def run_verify(arguments: Sequence[str]) -> int:
    """Print the report; exit code 1 on any difference."""
    argparse.ArgumentParser(
        prog="python -m accounting verify",
        description="Add up all transfers again, compare, and keep what came of it.",
    ).parse_args(arguments)
    return asyncio.run(_verify(BooksSettings()))


async def _verify(settings: BooksSettings) -> int:
    url = settings.database_url.get_secret_value()
    database = Database(url, application_name="accounting-verify", pool_size=1, parallel=True)
    try:
        check = await checking_over(database, settings, SystemClock()).check()
    finally:
        await database.close()
    _tell(report_of(check.audit))
    return RIGHT if check.audit.is_clean else WRONG


def run_split_titles(arguments: Sequence[str]) -> int:
    """Take apart titles that were stored with their Jira id in front."""
    argparse.ArgumentParser(
        prog="python -m accounting split-titles",
        description="Take apart task titles that were stored with their Jira id in front.",
    ).parse_args(arguments)
    return asyncio.run(_split_titles(DatabaseSettings().database_url.get_secret_value()))


async def _split_titles(database_url: str) -> int:
    database = Database(database_url, application_name="accounting-split-titles", pool_size=1)
    try:
        split = await backfill(database, SPLIT_TITLES)
    finally:
        await database.close()
    _tell(f"{split} titles were split; none is left to split.")
    return RIGHT


def run_close_day(arguments: Sequence[str]) -> int:
    """Close a day and the open days before it, to the end; exit code 1 when it may not be closed."""
    parser = argparse.ArgumentParser(
        prog="python -m accounting close-day", description="Close a business day and those before it."
    )
    parser.add_argument(
        "day",
        nargs="?",
        type=date.fromisoformat,
        metavar="DAY",
        help="YYYY-MM-DD; the last that may be closed when left out",
    )
    settings = AccountingSettings()
    return asyncio.run(_close_day(application(settings), settings, parser.parse_args(arguments).day))


async def _close_day(core: Application, settings: AccountingSettings, asked: date | None) -> int:
    today = day_of(core.clock.now(), settings.time_zone)
    day = asked or latest_closable(today, ahead_of_time=settings.close_ahead_of_time)
    await core.start()
    try:
        await core.accounting.close_day(day)
        view = await core.accounting.days.one(day)
    except ServiceError as refusal:
        _tell(f"accounting: {refusal.message}", failed=True)
        return WRONG
    finally:
        await core.stop()
    _tell(f"{day} is {view.state}: {view.employees_paid} paid {dollars(view.payouts)} together.")
    return RIGHT


def _tell(text: str, *, failed: bool = False) -> None:
    print(text, file=sys.stderr if failed else sys.stdout)
