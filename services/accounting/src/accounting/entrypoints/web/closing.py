"""Closing a day: what it would do, in figures, and the button."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import Response

from accounting.application.commands.close_day import CloseDay
from accounting.application.queries.days import DayView, Prospect
from accounting.domain.business_day import DayState
from accounting.entrypoints.desk import Desk, TheDesk, oversee
from accounting.entrypoints.web.refusals import in_words
from chassis.errors import ServiceError
from chassis.web.callers import SignedIn
from chassis.web.days import CalendarDay

DAYS_NAMED_MAX = 5

router = APIRouter(prefix="/days/{day}/close")


@router.get("")
async def confirm_page(day: CalendarDay, request: Request, visitor: SignedIn, desk: TheDesk) -> Response:
    oversee(visitor)
    view = await desk.accounting.days.one(day)
    if view.state is not DayState.OPEN:
        text = desk.pages.gettext(request, "This day takes no more entries already.")
        return desk.pages.redirect(request, f"/days/{day}", flash=("neutral", text))
    prospect = await desk.accounting.days.prospect(day)
    consequences = " ".join(_consequences(request, desk, view, prospect))
    return desk.pages.render(request, "accounting/close_day.html", day=day, consequences=consequences)


@router.post("")
async def close_day(day: CalendarDay, request: Request, visitor: SignedIn, desk: TheDesk) -> Response:
    oversee(visitor)
    try:
        await desk.accounting.handle(CloseDay(day))
    except ServiceError as refusal:
        return desk.pages.redirect(request, f"/days/{day}", flash=("bad", in_words(request, desk, refusal)))
    text = desk.pages.gettext(
        request, "The day is being closed: %(day)s.", day=desk.pages.formatter(request).day(day)
    )
    return desk.pages.redirect(request, f"/days/{day}", flash=("good", text))


def _consequences(request: Request, desk: Desk, day: DayView, prospect: Prospect) -> Iterator[str]:
    words, formatter = desk.pages, desk.pages.formatter(request)
    if not prospect.employees:
        yield words.gettext(request, "Nobody is in the black, so nobody is paid.")
    else:
        yield words.ngettext(
            request,
            "Pays %(amount)s to %(num)s popug, who gets a mail about it.",
            "Pays %(amount)s to %(num)s popugs, who get a mail each.",
            prospect.employees,
            amount=formatter.money(prospect.amount),
        )
    if prospect.in_debt:
        yield words.ngettext(
            request,
            "%(num)s popug keeps a debt of %(amount)s.",
            "%(num)s popugs keep debts of %(amount)s together.",
            prospect.in_debt,
            amount=formatter.money(prospect.debt),
        )
    if day.earnings < 0:
        lost = formatter.money(-day.earnings)
        yield words.gettext(request, "Management has lost %(amount)s on this day.", amount=lost)
    else:
        earned = formatter.money(day.earnings)
        yield words.gettext(request, "Management has earned %(amount)s on this day.", amount=earned)
    if prospect.earlier:
        yield words.ngettext(
            request,
            "Closes %(num)s earlier day too, which is still open: %(days)s.",
            "Closes %(num)s earlier days too, which are still open: %(days)s.",
            len(prospect.earlier),
            days=_named(prospect.earlier, formatter.day),
        )
    yield words.gettext(
        request, "What happens from now on goes to the next day. A closed day never opens again."
    )


def _named(days: Sequence[date], name: Callable[[date], str]) -> str:
    return (
        ", ".join(map(name, days)) if len(days) <= DAYS_NAMED_MAX else f"{name(days[0])} – {name(days[-1])}"
    )
