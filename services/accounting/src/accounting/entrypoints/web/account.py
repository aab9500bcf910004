"""Anyone's account, for those who oversee all."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from accounting.domain.identifiers import AccountId
from accounting.entrypoints.desk import Desk, TheDesk, oversee
from accounting.entrypoints.downloads import ENTRY_COLUMNS, entries_of_account
from accounting.entrypoints.web.audit_log import Cursor, audit_log, here
from chassis.access import Account
from chassis.web.callers import SignedIn
from chassis.web.csv import csv_download
from chassis.web.days import CalendarDay

router = APIRouter(prefix="/accounts/{account_id}")

Day = Annotated[CalendarDay | None, Query()]


@router.get("")
async def account_page(
    account_id: UUID,
    request: Request,
    visitor: SignedIn,
    desk: TheDesk,
    *,
    day: Day = None,
    cursor: Cursor = "",
) -> Response:
    shown = await _shown(AccountId(account_id), visitor, desk, day, cursor)
    return desk.pages.render(request, "accounting/account.html", **shown)


@router.get("/log")
async def account_fragment(
    account_id: UUID,
    request: Request,
    visitor: SignedIn,
    desk: TheDesk,
    *,
    day: Day = None,
    cursor: Cursor = "",
) -> Response:
    shown = await _shown(AccountId(account_id), visitor, desk, day, cursor)
    return desk.pages.fragment(request, "accounting/account.html", "account", **shown)


@router.get("/entries.csv")
async def entries_csv(account_id: UUID, visitor: SignedIn, desk: TheDesk, day: Day = None) -> Response:
    oversee(visitor)
    account = await desk.account(AccountId(account_id), visitor)
    name = f"account-{account_id}{'' if day is None else f'-{day}'}.csv"
    return csv_download(name, ENTRY_COLUMNS, entries_of_account(desk, account.account_id, day))


async def _shown(
    account_id: AccountId, visitor: Account, desk: Desk, day: date | None, cursor: str
) -> dict[str, Any]:
    oversee(visitor)
    path = f"/accounts/{account_id}"
    log = await audit_log(desk, account_id, path, day=day, cursor=cursor)
    return {
        **log,
        "oversees": True,
        "account": await desk.account(account_id, visitor),
        "live_href": here(f"{path}/log", log),
    }
