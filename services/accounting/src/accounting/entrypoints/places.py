"""Where a page of a list begins, wrapped in a cursor."""

from datetime import date, datetime
from typing import cast
from uuid import UUID

from accounting.application.queries.accounts import AccountView, Place
from accounting.application.queries.day_book import DayEntry
from accounting.application.queries.entries import EntryView, Position
from accounting.application.queries.task_stories import StoryEntry, StoryPlace
from accounting.domain.identifiers import AccountId
from chassis.web.paging import InvalidCursor, decode_cursor, encode_cursor

NUMBER_MAX = 2**63 - 1


def after_account(account: AccountView) -> str:
    return encode_cursor(account.name, str(account.account_id))


def account_place(cursor: str | None) -> Place | None:
    """The place in `cursor`; raises `InvalidCursor`."""
    if cursor is None:
        return None
    name, account_id = cast("tuple[str, str]", decode_cursor(cursor, str, str))
    try:
        return Place(name, AccountId(UUID(account_id)))
    except ValueError:
        raise _invalid() from None


def after_entry(entry: EntryView) -> str:
    return encode_cursor(entry.position.day.isoformat(), entry.position.number)


def entry_position(cursor: str | None) -> Position | None:
    """The position in `cursor`; raises `InvalidCursor`."""
    if cursor is None:
        return None
    day, number = cast("tuple[str, int]", decode_cursor(cursor, str, int))
    try:
        position = Position(date.fromisoformat(day), number)
    except ValueError:
        raise _invalid() from None
    _within_bounds(number)
    return position


def after_day_entry(entry: DayEntry) -> str:
    return encode_cursor(entry.number)


def day_entry_number(cursor: str | None) -> int | None:
    """The number in `cursor`; raises `InvalidCursor`."""
    if cursor is None:
        return None
    (number,) = cast("tuple[int]", decode_cursor(cursor, int))
    return _within_bounds(number)


def after_story_entry(entry: StoryEntry) -> str:
    return encode_cursor(entry.occurred_at.isoformat(), entry.number)


def story_place(cursor: str | None) -> StoryPlace | None:
    """The place in `cursor`; raises `InvalidCursor`."""
    if cursor is None:
        return None
    moment, number = cast("tuple[str, int]", decode_cursor(cursor, str, int))
    try:
        occurred_at = datetime.fromisoformat(moment)
    except ValueError:
        raise _invalid() from None
    if occurred_at.tzinfo is None:
        raise _invalid()
    return StoryPlace(occurred_at, _within_bounds(number))


def _within_bounds(number: int) -> int:
    if not 0 <= number <= NUMBER_MAX:
        raise _invalid()
    return number


def _invalid() -> InvalidCursor:
    return InvalidCursor("This cursor is not valid: start again without one.")
