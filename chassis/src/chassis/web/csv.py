"""Downloads as CSV (RFC 4180), written line by line while the rows are read."""

import csv
import io
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Sequence

from starlette.responses import StreamingResponse

LINES_PER_CHUNK = 500
FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"
"""Without it spreadsheets take UTF-8 for the encoding of the country they were sold in."""


def csv_download(
    file_name: str, header: Sequence[str], rows: AsyncIterable[Sequence[object]]
) -> StreamingResponse:
    """Answer with `rows` beneath `header`, as a file called `file_name` (ASCII, `.csv` included).

    Cells are written by `str`, None as nothing. A text that a spreadsheet would run as a formula gets an
    apostrophe in front (OWASP, CSV injection); numbers stay numbers, so give amounts as `Decimal`.
    """
    return StreamingResponse(
        _chunks(header, rows),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{file_name}"',
            "Cache-Control": "no-store",
        },
    )


async def _chunks(header: Sequence[str], rows: AsyncIterable[Sequence[object]]) -> AsyncIterator[str]:
    pending: list[Sequence[object]] = [header]
    mark = BYTE_ORDER_MARK
    async for row in rows:
        pending.append(row)
        if len(pending) >= LINES_PER_CHUNK:
            yield mark + _lines(pending)
            pending, mark = [], ""
    yield mark + _lines(pending)


def _lines(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(FORMULA_BEGINNINGS):
        return f"'{value}"
    return value
