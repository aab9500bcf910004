"""The pages on which admins look at dead letters and decide about them."""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from chassis.access import Account
from chassis.dead_letters.letter import Actor, DeadLetters, Kind
from chassis.errors import Unprocessable
from chassis.pages import Pages, message
from chassis.roles import Role
from chassis.web.callers import SignedIn, require
from chassis.web.dead_letters.reading import read_letter_body
from chassis.web.dead_letters.waiting import WaitingLetters

PATH = "/dead-letters"
LETTERS_PER_PAGE = 50
AT_ONCE_MAX = 10_000
WHY_LENGTH_MAX = 500
TEXT_LENGTH_MAX = 300

Word = Annotated[str, Query(max_length=TEXT_LENGTH_MAX)]
FormWord = Annotated[str, Form(max_length=TEXT_LENGTH_MAX)]

NOT_WAITING = message("Nothing of it waits any more: somebody else was faster.")
NOTHING_CHOSEN = message("Choose at least one dead letter.")
NO_REASON = message("Say why, for the record.")


class NothingToDecide(Unprocessable):
    """The form names no letter, or gives no reason for giving one up."""

    code = "nothing_to_decide"


def dead_letter_router(letters: DeadLetters, waiting: WaitingLetters, pages: Pages) -> APIRouter:
    """The pages over `letters`; for admins alone."""
    router = APIRouter(include_in_schema=False)

    @router.get(PATH)
    async def dead_letters(
        request: Request, visitor: SignedIn, type: Word = "", reason: Word = "", after: Word = ""
    ) -> Response:
        require(visitor, Role.ADMIN)
        context = await _list_context(letters, Kind(type or None, reason or None), after or None)
        return pages.render(request, "dead_letters/list.html", **context)

    @router.get(f"{PATH}/{{id}}")
    async def dead_letter(request: Request, visitor: SignedIn, id: str) -> Response:
        require(visitor, Role.ADMIN)
        return pages.render(request, "dead_letters/letter.html", **await _letter_context(letters, id))

    @router.post(PATH)
    async def decide(
        request: Request,
        visitor: SignedIn,
        act: Annotated[str, Form(pattern="^(replay|replay_all|discard|discard_all)$")],
        letter: Annotated[list[str] | None, Form()] = None,
        type: FormWord = "",
        reason: FormWord = "",
        why: Annotated[str, Form(max_length=WHY_LENGTH_MAX)] = "",
    ) -> Response:
        require(visitor, Role.ADMIN)
        kind = Kind(type or None, reason or None)
        chosen = await _all(letters, kind) if act.endswith("_all") else letter or []
        if not chosen:
            raise NothingToDecide(NOTHING_CHOSEN)
        done = await _decide(letters, act, chosen, visitor, why.strip())
        await waiting.look()
        return pages.redirect(request, PATH, flash=_outcome(pages, request, act, len(done)))

    return router


async def _decide(
    letters: DeadLetters, act: str, ids: Sequence[str], visitor: Account, why: str
) -> Sequence[str]:
    by = Actor(str(visitor.account_id), visitor.name)
    if act.startswith("replay"):
        return await letters.replay(ids, by)
    if not why:
        raise NothingToDecide(NO_REASON)
    return await letters.discard(ids, by, why)


def _outcome(pages: Pages, request: Request, act: str, done: int) -> tuple[Any, str]:
    if not done:
        return "warning", pages.gettext(request, NOT_WAITING)
    if act.startswith("replay"):
        return "good", pages.ngettext(
            request, "%(num)s letter was sent back.", "%(num)s letters were sent back.", done
        )
    return "good", pages.ngettext(
        request, "%(num)s letter was given up.", "%(num)s letters were given up.", done
    )


async def _all(letters: DeadLetters, kind: Kind) -> Sequence[str]:
    return [letter.id for letter in await letters.list(AT_ONCE_MAX, kind)]


async def _list_context(letters: DeadLetters, kind: Kind, after: str | None) -> dict[str, Any]:
    found = await letters.list(LETTERS_PER_PAGE + 1, kind, after)
    shown = found[:LETTERS_PER_PAGE]
    filters = {"type": kind.type or "", "reason": kind.reason or ""}
    more = {**filters, "after": shown[-1].id} if len(found) > len(shown) else None
    return {
        "letters": shown,
        "kind": kind,
        "kinds": await letters.kinds(),
        "count": await letters.count(kind),
        "following_href": f"{PATH}?{urlencode(more)}" if more else "",
        "first_href": f"{PATH}?{urlencode(filters)}" if after else "",
    }


async def _letter_context(letters: DeadLetters, id: str) -> dict[str, Any]:
    letter = await letters.show(id)
    return {"letter": letter, "reading": read_letter_body(letter.body), "acts": await letters.acts(id)}
