"""My account: how much have I made, and why."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from accounting.domain.access import OVERSEERS
from accounting.entrypoints.desk import Desk, TheDesk
from accounting.entrypoints.downloads import ENTRY_COLUMNS, entries_of_account
from accounting.entrypoints.web.audit_log import Cursor, audit_log, here
from chassis.access import Account
from chassis.web.callers import SignedIn
from chassis.web.csv import csv_download
from chassis.web.days import CalendarDay

router = APIRouter()

Day = Annotated[CalendarDay | None, Query()]


@router.get("/")
async def my_account_page(
    request: Request, visitor: SignedIn, desk: TheDesk, day: Day = None, cursor: Cursor = ""
) -> Response:
    return desk.pages.render(
        request, "accounting/my_account.html", **await _shown(visitor, desk, day, cursor)
    )


@router.get("/mine")
async def my_account_fragment(
    request: Request, visitor: SignedIn, desk: TheDesk, day: Day = None, cursor: Cursor = ""
) -> Response:
    shown = await _shown(visitor, desk, day, cursor)
    return desk.pages.fragment(request, "accounting/my_account.html", "mine", **shown)


@router.get("/entries.csv")
async def my_entries_csv(visitor: SignedIn, desk: TheDesk, day: Day = None) -> Response:
    rows = entries_of_account(desk, visitor.account_id, day)
    return csv_download(_file_name(day), ENTRY_COLUMNS, rows)


def _file_name(day: date | None) -> str:
    return f"my-account{'' if day is None else f'-{day}'}.csv"


async def _shown(visitor: Account, desk: Desk, day: date | None, cursor: str) -> dict[str, Any]:
    log = await audit_log(desk, visitor.account_id, "/", day=day, cursor=cursor)
    return {
        **log,
        "account": await desk.own(visitor),
        "oversees": visitor.role in OVERSEERS,
        "live_href": here("/mine", log),
    }
