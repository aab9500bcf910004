"""One's sessions: look through them, end one, end all others."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from auth.application.commands.end_other_sessions import EndOtherSessions
from auth.application.commands.end_session import EndSession
from auth.domain.errors import SessionNotFound
from auth.domain.identifiers import SessionId
from auth.entrypoints.desk import TheDesk, present
from auth.entrypoints.web.browsers import browser_name
from chassis.web.callers import SignedIn

PATH = "/account/sessions"

router = APIRouter(prefix=PATH)


@router.get("")
async def sessions_page(request: Request, account: SignedIn, desk: TheDesk) -> Response:
    now = desk.clock.now()
    sessions = await desk.signed_in.sessions_of(account.account_id)
    return desk.pages.render(
        request,
        "auth/sessions.html",
        sessions=[session for session in sessions if session.is_live(now, desk.lifetime)],
        current_session_id=_own_session(request),
        browser_name=browser_name,
        narrow=True,
    )


@router.post("/end-others")
async def end_others(request: Request, account: SignedIn, desk: TheDesk) -> Response:
    await desk.mediator.handle_command(EndOtherSessions(account.account_id, _own_session(request)))
    text = desk.pages.gettext(request, "You are signed out everywhere else.")
    return desk.pages.redirect(request, PATH, flash=("good", text))


@router.post("/{session_id}/end")
async def end_session(request: Request, account: SignedIn, desk: TheDesk, session_id: UUID) -> Response:
    try:
        await desk.mediator.handle_command(EndSession(account.account_id, SessionId(session_id)))
    except SessionNotFound:
        text = desk.pages.gettext(request, "This session has ended already.")
    else:
        text = desk.pages.gettext(request, "The session is ended.")
    return desk.pages.redirect(request, PATH, flash=("good", text))


def _own_session(request: Request) -> SessionId:
    own = present(request)
    if own is None:
        raise SessionNotFound("This session has ended already.")
    return own.session.session_id
