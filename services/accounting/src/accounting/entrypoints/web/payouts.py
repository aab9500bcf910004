"""Payouts: who was paid how much on which day, and what became of the mail about it."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from accounting.application.commands.resend_payout_mail import ResendPayoutMail
from accounting.domain.identifiers import AccountId
from accounting.entrypoints.desk import Desk, TheDesk, oversee
from accounting.entrypoints.downloads import PAYOUT_COLUMNS, payouts_of_day
from accounting.entrypoints.web.refusals import in_words
from chassis.errors import ServiceError
from chassis.web.callers import SignedIn
from chassis.web.csv import csv_download
from chassis.web.days import CalendarDay

ROWS = 50
DAYS = 31

router = APIRouter(prefix="/payouts")

Before = Annotated[CalendarDay | None, Query()]
Place = Annotated[int, Query(ge=0, le=2**31 - 1)]


@router.get("")
async def payouts_page(request: Request, visitor: SignedIn, desk: TheDesk, before: Before = None) -> Response:
    oversee(visitor)
    return desk.pages.render(request, "accounting/payouts.html", **await _days_with_payouts(desk, before))


@router.get("/list")
async def payouts_fragment(
    request: Request, visitor: SignedIn, desk: TheDesk, before: Before = None
) -> Response:
    oversee(visitor)
    shown = await _days_with_payouts(desk, before)
    return desk.pages.fragment(request, "accounting/payouts.html", "payouts", **shown)


@router.get("/{day}/payouts.csv")
async def payouts_csv(day: CalendarDay, visitor: SignedIn, desk: TheDesk) -> Response:
    oversee(visitor)
    return csv_download(f"payouts-{day}.csv", PAYOUT_COLUMNS, payouts_of_day(desk, day))


@router.get("/{day}")
async def payouts_of_day_page(
    day: CalendarDay, request: Request, visitor: SignedIn, desk: TheDesk, after: Place = 0
) -> Response:
    oversee(visitor)
    shown = await _payouts_of(day, desk, after)
    return desk.pages.render(request, "accounting/payouts_of_day.html", **shown)


@router.get("/{day}/list")
async def payouts_of_day_fragment(
    day: CalendarDay, request: Request, visitor: SignedIn, desk: TheDesk, after: Place = 0
) -> Response:
    oversee(visitor)
    shown = await _payouts_of(day, desk, after)
    return desk.pages.fragment(request, "accounting/payouts_of_day.html", "payouts", **shown)


@router.post("/{day}/{account_id}/resend")
async def resend_mail(
    day: CalendarDay, account_id: UUID, request: Request, visitor: SignedIn, desk: TheDesk, after: Place = 0
) -> Response:
    """Send the mail about a payout again, or try at once one that failed."""
    oversee(visitor)
    address = f"/payouts/{day}?after={after}"
    if not desk.sends_mail:
        text = desk.pages.gettext(request, "No mail server is named")
        return desk.pages.redirect(request, address, flash=("bad", text))
    try:
        await desk.accounting.handle(ResendPayoutMail(day, AccountId(account_id)))
    except ServiceError as refusal:
        return desk.pages.redirect(request, address, flash=("bad", in_words(request, desk, refusal)))
    text = desk.pages.gettext(request, "The mail is being sent.")
    return desk.pages.redirect(request, address, flash=("good", text))


async def _days_with_payouts(desk: Desk, before: date | None) -> dict[str, Any]:
    found = await desk.accounting.days.payout_days(before=before, limit=DAYS + 1)
    return {
        "days": found[:DAYS],
        "mails": await desk.accounting.days.mails(found[:DAYS]),
        "before": before,
        "older": found[DAYS - 1].day if len(found) > DAYS else None,
    }


async def _payouts_of(day: date, desk: Desk, after: int) -> dict[str, Any]:
    found = await desk.accounting.days.payouts(day, after=after, limit=ROWS + 1)
    view = await desk.accounting.days.one(day)
    return {
        "day": view,
        "mails": (await desk.accounting.days.mails([view]))[day],
        "payouts": found[:ROWS],
        "after": after,
        "sends_mail": desk.sends_mail,
        "later": found[ROWS - 1].number if len(found) > ROWS else None,
    }
