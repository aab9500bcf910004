"""The mails that wait, for admins: to whom, since when, why, and trying one again at once."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from auth.application.commands.send_mail_now import SendMailNow
from auth.domain.errors import MailNotWaiting
from auth.domain.identifiers import LetterId
from auth.domain.mailed_link import LetterKind
from auth.entrypoints.desk import Desk, TheDesk
from auth.entrypoints.live import MAILS
from auth.entrypoints.web.refusals import in_words
from chassis.access.account import require
from chassis.pages import message
from chassis.roles import Role
from chassis.web.callers import SignedIn

PATH = "/accounts/mails"
ROWS = 50
MAIL_WORDS = {
    LetterKind.FORGOTTEN: message("Forgotten password"),
    LetterKind.INVITATION: message("Invitation"),
    LetterKind.REGISTRATION: message("Confirming a registration"),
    LetterKind.TAKEN: message("Registering with a taken e-mail"),
}

router = APIRouter(prefix=PATH)

After = Annotated[UUID | None, Query()]


@router.get("")
async def mails_page(request: Request, account: SignedIn, desk: TheDesk, after: After = None) -> Response:
    require(account, Role.ADMIN)
    return desk.pages.render(request, "auth/mails.html", **await _waiting(desk, after))


@router.get("/list")
async def mails_fragment(request: Request, account: SignedIn, desk: TheDesk, after: After = None) -> Response:
    require(account, Role.ADMIN)
    return desk.pages.fragment(request, "auth/mails.html", "mails", **await _waiting(desk, after))


@router.post("/{letter_id}/send")
async def send_now(
    request: Request, account: SignedIn, desk: TheDesk, letter_id: UUID, after: After = None
) -> Response:
    require(account, Role.ADMIN)
    address = _address(PATH, after)
    if not desk.sends_mail:
        text = desk.pages.gettext(request, "No mail server is named")
        return desk.pages.redirect(request, address, flash=("bad", text))
    try:
        await desk.mediator.handle_command(SendMailNow(LetterId(letter_id), account.account_id))
    except MailNotWaiting as refusal:
        return desk.pages.redirect(request, address, flash=("bad", in_words(request, desk.pages, refusal)))
    text = desk.pages.gettext(request, "The mail is being sent.")
    return desk.pages.redirect(request, address, flash=("good", text))


async def _waiting(desk: Desk, after: UUID | None) -> dict[str, Any]:
    found = await desk.waiting_mails.page(None if after is None else LetterId(after), ROWS + 1)
    return {
        "mails": found[:ROWS],
        "count": await desk.waiting_mails.count(),
        "words": MAIL_WORDS,
        "sends_mail": desk.sends_mail,
        "hint": MAILS,
        "after": after,
        "live_href": _address(f"{PATH}/list", after),
        "first_href": PATH if after else "",
        "following_href": _address(PATH, found[ROWS - 1].letter_id) if len(found) > ROWS else "",
    }


def _address(path: str, after: UUID | None) -> str:
    return path if after is None else f"{path}?after={after}"
