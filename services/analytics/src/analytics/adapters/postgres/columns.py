"""Columns of many rows, cut into what one statement takes."""

from collections.abc import Iterator, Sequence
from typing import Any

ROWS_PER_STATEMENT = 10_000


def cut(columns: Sequence[Sequence[Any]]) -> Iterator[Sequence[Sequence[Any]]]:
    """The same columns, at most ROWS_PER_STATEMENT rows at a time."""
    for start in range(0, len(columns[0]), ROWS_PER_STATEMENT):
        yield [column[start : start + ROWS_PER_STATEMENT] for column in columns]
