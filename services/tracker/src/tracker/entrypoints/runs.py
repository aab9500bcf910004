"""Where a page of the list of reassignments begins, as an opaque cursor."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from chassis.clock import rfc3339
from chassis.web.paging import InvalidCursor, decode_cursor, page_of
from tracker.application.queries.reassignments import Place, ReassignmentView
from tracker.domain.identifiers import ReassignmentId


def run_place(cursor: str | None) -> Place | None:
    """The place in `cursor`; raises `InvalidCursor`."""
    if cursor is None:
        return None
    started_at, run = cast("tuple[str, str]", decode_cursor(cursor, str, str))
    try:
        moment = datetime.fromisoformat(started_at)
        if moment.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return Place(moment, ReassignmentId(UUID(run)))
    except ValueError:
        raise InvalidCursor("This cursor is not valid: start again without one.") from None


def run_page(runs: Sequence[ReassignmentView], limit: int) -> tuple[Sequence[ReassignmentView], str | None]:
    """Split `limit + 1` runs into the page and the cursor of the next one."""
    return page_of(runs, limit, lambda run: [rfc3339(run.started_at), str(run.id)])
