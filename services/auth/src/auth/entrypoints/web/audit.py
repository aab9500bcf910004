"""The audit trail, for admins: who did what to whom, when and from where."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from auth.application.queries.audit import ActFilter, ActView, Audit, Person
from auth.domain.act import ActKind
from auth.entrypoints.desk import TheDesk
from auth.entrypoints.web.act_words import ACT_WORDS, ALARMING, told
from chassis.access.account import require
from chassis.clock import rfc3339
from chassis.identifiers import AccountId
from chassis.roles import Role
from chassis.web.callers import SignedIn
from chassis.web.csv import csv_download
from chassis.web.days import DAY_FIRST, DAY_LAST
from chassis.web.paging import decode_cursor, page_of

PATH = "/accounts/audit"
CSV_PATH = "/accounts/audit.csv"
ROWS = 50
ROWS_PER_READING = 1_000
DAY_CHARACTERS = len("2026-11-21")
HEADER = ("time", "act", "whom", "whom_email", "who", "who_email", "address", "details")

router = APIRouter()

Text = Annotated[str, Query(max_length=200)]


class Asked:
    """What the filters ask for; a day or an act that does not exist is not asked for."""

    def __init__(
        self,
        act: Text = "",
        person: Text = "",
        account: UUID | None = None,
        first: Text = "",
        last: Text = "",
    ) -> None:
        self.kind = ActKind(act) if act in list(ActKind) else None
        self.person = person.strip()
        self.account_id = None if account is None else AccountId(account)
        self.first, self.last = _day(first), _day(last)

    def filter(self, zone: tzinfo) -> ActFilter:
        return ActFilter(
            self.kind,
            self.person,
            self.account_id,
            None if self.first is None else _midnight(self.first, zone),
            None if self.last is None else _midnight(self.last + timedelta(days=1), zone),
        )

    def address(self, path: str, **more: str) -> str:
        asked = {
            "act": "" if self.kind is None else self.kind.value,
            "person": self.person,
            "account": str(self.account_id or ""),
            "first": str(self.first or ""),
            "last": str(self.last or ""),
            **more,
        }
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{path}?{query}" if query else path


TheAsked = Annotated[Asked, Depends()]


@router.get(PATH)
async def audit_page(
    *, request: Request, account: SignedIn, desk: TheDesk, asked: TheAsked, cursor: str = ""
) -> Response:
    require(account, Role.ADMIN)
    before = int(str(decode_cursor(cursor, int)[0])) if cursor else None
    found = await desk.audit.page(asked.filter(desk.time_zone), before, ROWS + 1)
    acts, following = page_of(found, ROWS, lambda act: (act.act_id,))
    return desk.pages.render(
        request,
        "auth/audit.html",
        acts=acts,
        asked=asked,
        concerned=None if asked.account_id is None else await desk.accounts.get(asked.account_id),
        kinds=[(kind.value, desk.pages.gettext(request, words)) for kind, words in ACT_WORDS.items()],
        words=ACT_WORDS,
        alarming=ALARMING,
        told=told,
        csv_href=asked.address(CSV_PATH),
        first_href=asked.address(PATH) if cursor else "",
        following_href=asked.address(PATH, cursor=following) if following else "",
    )


@router.get(CSV_PATH)
async def audit_csv(account: SignedIn, desk: TheDesk, asked: TheAsked) -> Response:
    require(account, Role.ADMIN)
    return csv_download("audit.csv", HEADER, _rows(desk.audit, asked.filter(desk.time_zone)))


async def _rows(audit: Audit, wanted: ActFilter) -> AsyncIterator[Sequence[object]]:
    before: int | None = None
    while acts := await audit.page(wanted, before, ROWS_PER_READING):
        for act in acts:
            yield _row(act)
        before = acts[-1].act_id


def _row(act: ActView) -> Sequence[object]:
    people = (*_columns(act.account), *_columns(act.by))
    return (rfc3339(act.at), act.kind.value, *people, act.address, told(act.details))


def _columns(person: Person | None) -> tuple[str, str]:
    return ("", "") if person is None else (person.name, person.email)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if len(text) == DAY_CHARACTERS else None
    except ValueError:
        return None
    return day if day is not None and DAY_FIRST <= day <= DAY_LAST else None


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)
