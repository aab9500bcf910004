"""Closing a day: what it would do, in figures, and the button."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from accounting.application.commands.close_day import CloseDay
from accounting.application.queries.days import Prospect
from accounting.domain.business_day import DayState
from accounting.entrypoints.desk import Desk, TheDesk, oversee
from accounting.entrypoints.web.refusals import in_words
from chassis.errors import ServiceError
from chassis.web.callers import SignedIn
from chassis.web.days import CalendarDay

router = APIRouter(prefix="/days/{day}/close")


@router.get("")
async def confirm_page(day: CalendarDay, request: Request, visitor: SignedIn, desk: TheDesk) -> Response:
    oversee(visitor)
    view = await desk.accounting.days.one(day)
    if view.state is not DayState.OPEN:
        text = desk.pages.gettext(request, "This day takes no more entries already.")
        return desk.pages.redirect(request, "/company", flash=("neutral", text))
    prospect = await desk.accounting.days.prospect(day)
    consequences = _consequences(request, desk, prospect)
    return desk.pages.render(request, "accounting/close_day.html", day=day, consequences=consequences)


@router.post("")
async def close_day(day: CalendarDay, request: Request, visitor: SignedIn, desk: TheDesk) -> Response:
    oversee(visitor)
    try:
        await desk.accounting.handle(CloseDay(day))
    except ServiceError as refusal:
        return desk.pages.redirect(request, "/company", flash=("bad", in_words(request, desk, refusal)))
    text = desk.pages.gettext(
        request, "The day is being closed: %(day)s.", day=desk.pages.formatter(request).day(day)
    )
    return desk.pages.redirect(request, "/company", flash=("good", text))


def _consequences(request: Request, desk: Desk, prospect: Prospect) -> str:
    paid = desk.pages.ngettext(
        request,
        "Pays %(amount)s to %(num)s popug.",
        "Pays %(amount)s to %(num)s popugs.",
        prospect.employees,
        amount=desk.pages.formatter(request).money(prospect.amount),
    )
    kept = desk.pages.ngettext(
        request,
        "%(num)s popug keeps a debt.",
        "%(num)s popugs keep their debts.",
        prospect.in_debt,
    )
    later = desk.pages.gettext(
        request, "What happens from now on goes to the next day. A closed day never opens again."
    )
    return f"{paid} {kept} {later}"
