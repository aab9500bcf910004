"""Refusals in the visitor's language, beside the field they are about."""

from starlette.requests import Request

from chassis.errors import ServiceError
from chassis.pages import message
from tracker.domain.message import TEXT_LENGTH_MAX
from tracker.domain.task import DESCRIPTION_LENGTH_MAX
from tracker.domain.title import TITLE_LENGTH_MAX
from tracker.entrypoints.desk import Desk

FIELDS = {
    "invalid_title": "title",
    "invalid_jira_id": "jira_id",
    "invalid_description": "description",
    "invalid_message": "text",
    "too_many_messages": "text",
}
WORDS = {
    "invalid_title": message("A title has 1 to %(title_max)s characters and no square brackets."),
    "invalid_jira_id": message("An id from Jira looks like UBERPOP-42."),
    "invalid_description": message("A description has at most %(description_max)s characters."),
    "invalid_message": message("A message has 1 to %(message_max)s characters."),
    "not_the_assignee": message("This task is with another popug now; only its assignee can complete it."),
    "nobody_to_assign": message("There is no active popug to give a task to; managers and admins get none."),
    "too_many_messages": message("You post faster than anybody reads: wait %(seconds)s."),
    "too_many_presses": message("Others pressed too, and its turn did not come: press again in %(seconds)s."),
    "message_exists": message("This message was sent already; write a new one."),
    "task_exists": message("This form was used for another task already: start a new one."),
    "task_not_found": message("There is no such task."),
    "forbidden": message("Only managers and admins reassign tasks."),
    "stale": message("Somebody else was a moment faster: look at it again."),
}


def field_errors(request: Request, desk: Desk, refusal: ServiceError) -> dict[str, str]:
    """The refusal by the field it is about, `""` for the whole form."""
    return {FIELDS.get(refusal.code, ""): in_words(request, desk, refusal)}


def in_words(request: Request, desk: Desk, refusal: ServiceError) -> str:
    if refusal.code not in WORDS:
        return refusal.message
    formatter = desk.pages.formatter(request)
    number = formatter.number
    return desk.pages.gettext(
        request,
        WORDS[refusal.code],
        title_max=number(TITLE_LENGTH_MAX),
        description_max=number(DESCRIPTION_LENGTH_MAX),
        message_max=number(TEXT_LENGTH_MAX),
        seconds=formatter.duration(getattr(refusal, "retry_after_seconds", 0)),
    )
