"""Where a page begins, wrapped in a cursor."""

from typing import cast

from chassis.web.paging import InvalidCursor, decode_cursor

PLACE_MAX = 2**63 - 1


def place_in(cursor: str | None) -> int | None:
    """The place in `cursor`; raises `InvalidCursor`."""
    if cursor is None:
        return None
    place = cast("int", decode_cursor(cursor, int)[0])
    if not 0 <= place <= PLACE_MAX:
        raise InvalidCursor("This cursor is not valid: start again without one.")
    return place
