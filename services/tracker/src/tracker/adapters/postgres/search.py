"""Searching tasks: every word by its beginning or its stem, and ids from Jira as they are written."""

import re
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, func, literal
from sqlalchemy.dialects.postgresql import REGCONFIG, TSQUERY, TSVECTOR

from tracker.adapters.postgres import tables

WORDS_MAX = 8

_JIRA_LIKE = re.compile(r"[a-z][a-z0-9]*-[0-9]*")


def words_of(text: str) -> Sequence[str]:
    """The words that are looked for, the first few of `text`."""
    return [word for word in text.lower().replace("\x00", " ").split() if re.search(r"\w", word)][:WORDS_MAX]


def matches(text: str, common: Collection[int] = ()) -> ColumnElement[bool] | None:
    """The condition that a task contains all words of `text`, or None when there is no word in it.

    For the words whose numbers are in `common` the index of words is not asked.
    """
    conditions = [contains(word, indexed=number not in common) for number, word in enumerate(words_of(text))]
    return and_(*conditions) if conditions else None


def contains(word: str, *, indexed: bool = True) -> ColumnElement[bool]:
    """The condition that a task contains a word."""
    search = tables.task.c.search
    said = search if indexed else func.coalesce(search, literal("").cast(TSVECTOR))
    return said.op("@@")(_query(word))


def _query(word: str) -> ColumnElement[str]:
    if _JIRA_LIKE.fullmatch(word):
        return _id_or_mention(word)
    stem = func.plainto_tsquery(literal("russian").cast(REGCONFIG), word, type_=TSQUERY)
    return _parsed(_beginning(word)).op("||")(stem)


def _id_or_mention(word: str) -> ColumnElement[str]:
    """Ids by their beginning; in texts, where the parser takes them apart, only the whole one.

    A part such as `uberpop` is the beginning of every id there is.
    """
    return _parsed(_quoted(word)).op("||")(literal(_beginning(word)).cast(TSQUERY))


def _parsed(query: str) -> ColumnElement[str]:
    return func.to_tsquery(literal("simple").cast(REGCONFIG), query, type_=TSQUERY)


def _beginning(word: str) -> str:
    return f"{_quoted(word)}:*"


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
