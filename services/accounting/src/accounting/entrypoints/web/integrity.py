"""Whether the books are right: what came of the last check, and the button for another one. For admins."""

from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from accounting.application.checking import BookChecks
from accounting.entrypoints.desk import Desk, TheDesk
from chassis.pages import message
from chassis.roles import Role
from chassis.web.callers import SignedIn, require

router = APIRouter(prefix="/integrity")

QUESTIONS = (
    message("All balances together are zero"),
    message("Every balance is the sum of its transfers"),
    message("Every account's day is the sum of its transfers (fees/rewards/payouts/entries)"),
    message("Every day of the company is the sum of its transfers (fees/rewards/payouts/payees)"),
    message("Nobody in the black is left unpaid by a closed day"),
    message("Payouts are on days that have ended"),
    message("Every stand noted within a day is the sum of the entries before it"),
    message("Every fee and reward is the task's price"),
    message("The database refuses a fee, reward or payout that is there already"),
    message("Every fee, reward and payout is there once"),
    message("What was booked on a closed day is what was sealed"),
    message("Every seal is ours and follows on the one before"),
    message("Every closed day up to the last sealed one has its seal, and no other day has"),
)
"""What the check asks, to be translated."""


async def _checks(request: Request) -> BookChecks:
    return cast("BookChecks", request.app.state.checks)


TheChecks = Annotated[BookChecks, Depends(_checks)]


@router.get("")
async def integrity_page(request: Request, visitor: SignedIn, desk: TheDesk, checks: TheChecks) -> Response:
    require(visitor, Role.ADMIN)
    return desk.pages.render(request, "accounting/integrity.html", **await _shown(checks))


@router.get("/result")
async def integrity_result(request: Request, visitor: SignedIn, desk: TheDesk, checks: TheChecks) -> Response:
    require(visitor, Role.ADMIN)
    return desk.pages.fragment(request, "accounting/integrity.html", "result", **await _shown(checks))


@router.post("/check")
async def check_now(request: Request, visitor: SignedIn, desk: TheDesk, checks: TheChecks) -> Response:
    require(visitor, Role.ADMIN)
    await checks.ask(desk.clock.now(), visitor.account_id)
    return desk.pages.redirect(request, "/integrity", flash=("neutral", _begun(request, desk)))


def _begun(request: Request, desk: Desk) -> str:
    return desk.pages.gettext(request, "The books are being checked.")


async def _shown(checks: BookChecks) -> dict[str, Any]:
    return {"check": await checks.last(), "asked_at": await checks.asked_at()}
