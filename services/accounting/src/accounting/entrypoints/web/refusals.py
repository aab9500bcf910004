"""Refusals in the visitor's language."""

from starlette.requests import Request

from accounting.entrypoints.desk import Desk
from chassis.errors import ServiceError
from chassis.pages import message

WORDS = {
    "day_not_over": message("This day is not over yet."),
    "not_your_account": message("You may look at your own account only."),
    "mail_not_found": message("No mail about that payout has been queued."),
    "catching_up": message("History is still arriving. Close the day when catching up is done."),
}


def in_words(request: Request, desk: Desk, refusal: ServiceError) -> str:
    if refusal.code not in WORDS:
        return refusal.message
    return desk.pages.gettext(request, WORDS[refusal.code])
