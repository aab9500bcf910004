"""What `python -m analytics totals | verify` runs; both need nothing but the database."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from analytics.adapters.postgres.differences import PostgresDifferences
from analytics.adapters.postgres.title_backfill import SPLIT_TITLES
from analytics.adapters.postgres.views import PostgresTotals
from analytics.entrypoints.cli import as_json, as_text, report
from chassis.cli.settings import DatabaseSettings
from chassis.postgres.backfill import backfill
from chassis.postgres.database import Database

R = TypeVar("R")


def show_totals(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m analytics totals")
    parser.add_argument("--json", action="store_true", help="for programs")
    chosen = parser.parse_args(arguments)
    totals = asyncio.run(_asked(lambda database: PostgresTotals(database).all()))
    print(as_json(totals) if chosen.json else as_text(totals))  # noqa: T201 - the answer
    return 0


def show_differences(arguments: Sequence[str]) -> int:
    argparse.ArgumentParser(
        prog="python -m analytics verify",
        description="Compare the figures with the entries, and those with what the other services told.",
    ).parse_args(arguments)
    return report(asyncio.run(_asked(lambda database: PostgresDifferences(database).find())))


def split_titles(arguments: Sequence[str]) -> int:
    argparse.ArgumentParser(
        prog="python -m analytics split-titles",
        description="Take apart task titles that were stored with their Jira id in front.",
    ).parse_args(arguments)
    split = asyncio.run(_asked(lambda database: backfill(database, SPLIT_TITLES)))
    print(f"{split} titles were split; none is left to split.")  # noqa: T201 - the answer
    return 0


async def _asked(question: Callable[[Database], Awaitable[R]]) -> R:
    url = DatabaseSettings().database_url.get_secret_value()
    database = Database(url, application_name="analytics-tool", pool_size=1)
    try:
        return await question(database)
    finally:
        await database.close()
