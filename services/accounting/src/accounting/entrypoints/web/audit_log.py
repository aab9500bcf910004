"""The audit log as pages show it: a page of entries, by day, with the way to older ones."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query

from accounting.application.queries.entries import EntryPage
from accounting.domain.identifiers import AccountId
from accounting.entrypoints.desk import Desk
from accounting.entrypoints.places import after_entry, entry_position
from chassis.web.paging import CURSOR_LENGTH_MAX

ROWS = 50

Cursor = Annotated[str, Query(max_length=CURSOR_LENGTH_MAX)]


async def audit_log(
    desk: Desk, account_id: AccountId, path: str, *, day: date | None = None, cursor: str = ""
) -> Mapping[str, Any]:
    """What `audit_log.html` shows; raises `InvalidCursor`."""
    before = entry_position(cursor or None)
    entries = desk.accounting.entries
    page = await entries.page(account_id, day=day, before=before, limit=ROWS)
    kept = {} if day is None else {"day": day.isoformat()}
    around = None if day is None else await entries.around(account_id, day)
    return {
        "log": page,
        "log_days": await entries.days(account_id, {entry.position.day for entry in page.entries}),
        "log_around": around,
        "log_day": day,
        "today": await desk.business_day(),
        "happened_on": desk.happened_on,
        "log_path": path,
        "log_here": {**kept, **({"cursor": cursor} if cursor else {})},
        "newest_href": _address(path, kept) if cursor else "",
        "older_href": _older(path, kept, page),
        "csv_href": _address(f"{path.rstrip('/')}/entries.csv", kept),
    }


def here(path: str, shown: Mapping[str, Any]) -> str:
    """The address at which `path` shows the same page of the log."""
    return _address(path, shown["log_here"])


def _older(path: str, kept: Mapping[str, str], page: EntryPage) -> str:
    return _address(path, {**kept, "cursor": after_entry(page.entries[-1])}) if page.older else ""


def _address(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
