"""Where a page of a list begins, wrapped in a cursor."""

from datetime import date
from typing import cast
from uuid import UUID

from accounting.application.queries.accounts import AccountView, Place
from accounting.application.queries.entries import EntryView, Position
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
    if not 0 <= number <= NUMBER_MAX:
        raise _invalid()
    return position


def _invalid() -> InvalidCursor:
    return InvalidCursor("This cursor is not valid: start again without one.")
