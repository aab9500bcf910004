"""Rows that are written once and shown on every page they belong to."""

from collections.abc import Callable, Hashable
from datetime import date

from jinja2.runtime import Macro
from markupsafe import Markup

REMEMBERED_MAX = 4_096
"""Rows of a language; with what they say, a kilobyte or two each."""


class Remembered:
    """What a macro made of equal arguments on the same day; calling it again takes a hundred times as long.

    For macros that write the same wherever they stand: by their arguments, which are hashable, by the
    language and by the day, for days read `today` and `yesterday`. No two of a service have the same name.
    """

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today
        self._kept: dict[tuple[Hashable, ...], Markup | str] = {}

    def __call__(self, macro: Macro, *arguments: Hashable) -> Markup | str:
        key = (macro.name, self._today(), *arguments)
        written = self._kept.get(key)
        if written is None:
            if len(self._kept) >= REMEMBERED_MAX:
                self._kept.clear()
            written = self._kept[key] = macro(*arguments)
        return written
