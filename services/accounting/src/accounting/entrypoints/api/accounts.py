"""Accounts and their entries over JSON."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from accounting.domain.identifiers import AccountId
from accounting.entrypoints.api.bodies import AccountBody, EntryBody
from accounting.entrypoints.desk import Desk, TheDesk, oversee
from accounting.entrypoints.places import account_place, after_account, after_entry, entry_position
from chassis.web.callers import Caller
from chassis.web.days import CalendarDay
from chassis.web.paging import LIMIT_DEFAULT, Cursor, Limit, Page

TEXT_LENGTH_MAX = 200

router = APIRouter(prefix="/accounts", tags=["accounts"])

Text = Annotated[str, Query(max_length=TEXT_LENGTH_MAX, description="Part of a name or an e-mail.")]
InTheRed = Annotated[bool, Query(description="Only those who owe the company.")]
Day = Annotated[CalendarDay | None, Query(description="Entries of this business day only.")]


@router.get("")
async def list_accounts(
    caller: Caller,
    desk: TheDesk,
    *,
    q: Text = "",
    in_the_red: InTheRed = False,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[AccountBody]:
    """Everyone's, in the order of names; for accountants and admins."""
    oversee(caller)
    after = account_place(cursor)
    found = await desk.accounting.accounts.page(
        q.strip(), today=desk.today(), after=after, limit=limit + 1, in_the_red=in_the_red
    )
    following = after_account(found[limit - 1]) if len(found) > limit else None
    return Page(items=[AccountBody.of(account) for account in found[:limit]], next=following)


@router.get("/me")
async def get_my_account(caller: Caller, desk: TheDesk) -> AccountBody:
    return AccountBody.of(await desk.own(caller))


@router.get("/me/entries")
async def list_my_entries(
    caller: Caller,
    desk: TheDesk,
    *,
    day: Day = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[EntryBody]:
    """Newest first."""
    return await _entries(desk, caller.account_id, day, limit, cursor)


@router.get("/{account_id}")
async def get_account(account_id: UUID, caller: Caller, desk: TheDesk) -> AccountBody:
    return AccountBody.of(await desk.account(AccountId(account_id), caller))


@router.get("/{account_id}/entries")
async def list_entries(
    account_id: UUID,
    caller: Caller,
    desk: TheDesk,
    *,
    day: Day = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[EntryBody]:
    """Newest first."""
    await desk.account(AccountId(account_id), caller)
    return await _entries(desk, AccountId(account_id), day, limit, cursor)


async def _entries(
    desk: Desk, account_id: AccountId, day: date | None, limit: int, cursor: str | None
) -> Page[EntryBody]:
    before = entry_position(cursor)
    page = await desk.accounting.entries.page(account_id, day=day, before=before, limit=limit)
    following = after_entry(page.entries[-1]) if page.older else None
    return Page(items=[EntryBody.of(entry) for entry in page.entries], next=following)
