import csv
import io
from collections.abc import AsyncIterator, Sequence
from decimal import Decimal

import pytest

from chassis.web.csv import LINES_PER_CHUNK, csv_download


async def rows_of(*rows: Sequence[object]) -> AsyncIterator[Sequence[object]]:
    for row in rows:
        yield row


async def chunks_of(header: Sequence[str], *rows: Sequence[object]) -> list[str]:
    answer = csv_download("entries.csv", header, rows_of(*rows))
    return [str(chunk) async for chunk in answer.body_iterator]


async def table_of(header: Sequence[str], *rows: Sequence[object]) -> list[list[str]]:
    text = "".join(await chunks_of(header, *rows))
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


async def test_writes_the_header_and_then_the_rows() -> None:
    table = await table_of(["Task", "Amount"], ["Fix the beak", Decimal("-15.00")], ["Кормить кота", None])

    assert table == [["Task", "Amount"], ["Fix the beak", "-15.00"], ["Кормить кота", ""]]


async def test_writes_the_header_alone_when_there_are_no_rows() -> None:
    assert await chunks_of(["Task"]) == ["\ufeffTask\r\n"]


async def test_quotes_what_would_end_a_cell() -> None:
    table = await table_of(["Task"], ['say "a, b"\nand c'])

    assert table[1] == ['say "a, b"\nand c']


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
async def test_disarms_a_text_that_a_spreadsheet_would_run(text: str) -> None:
    table = await table_of(["Task"], [text])

    assert table[1] == [f"'{text}"]


async def test_sends_many_rows_in_parts_with_one_byte_order_mark() -> None:
    rows = [[number] for number in range(3 * LINES_PER_CHUNK)]

    chunks = await chunks_of(["Number"], *rows)

    assert len(chunks) == 4
    assert [chunk.count("\ufeff") for chunk in chunks] == [1, 0, 0, 0]
    assert "".join(chunks).count("\r\n") == 1 + len(rows)


def test_is_offered_as_a_file_that_is_kept_nowhere() -> None:
    answer = csv_download("entries.csv", ["Task"], rows_of())

    assert answer.headers["content-disposition"] == 'attachment; filename="entries.csv"'
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
