"""Brings the data of an old version of an event up to the one that readers are written for."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from schema_registry.payloads import TaskCreatedV1, TaskCreatedV2

TITLE_LENGTH_MAX: Final = 200
DESCRIPTION_LENGTH_MAX: Final = 10_000
UNTITLED: Final = "(untitled)"

_HEADING = re.compile(
    r"\s*\[\s*(?P<jira_id>[A-Z][A-Z0-9]{1,9}-[1-9][0-9]{0,8})\s*\]\s*(?P<rest>\S.*)", re.DOTALL
)
_BRACKETS = str.maketrans("[]", "()")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def task_created_v2_from_v1(data: TaskCreatedV1) -> TaskCreatedV2:
    """Read `[UBERPOP-42] Fix the beak` and, below it, a longer description; other text is all title.

    A first line that is no title as it stands becomes one, and the whole text is kept as the description.
    """
    heading = _HEADING.fullmatch(data["description"])
    jira_id, text = (heading["jira_id"], heading["rest"]) if heading else (None, data["description"])
    first, _, rest = text.lstrip().partition("\n")
    title = _title(first)
    description = rest.strip("\n") if title == first.strip() else text
    return {
        "task_id": data["task_id"],
        "title": title,
        "jira_id": jira_id,
        "description": description[:DESCRIPTION_LENGTH_MAX] or None,
        "author_id": data["author_id"],
        "created_at": data["created_at"],
    }


def _title(line: str) -> str:
    printable = _CONTROL.sub(" ", line.translate(_BRACKETS)).strip()
    return printable[:TITLE_LENGTH_MAX].strip() or UNTITLED


UPCASTERS: Final[Mapping[tuple[str, int], Callable[[Any], Any]]] = {
    ("task.created", 1): task_created_v2_from_v1,
}
"""By type and version: what makes data of that version into data of the next one."""


def upcast_version(type: str, version: int) -> int:
    """The version that events of `version` are read as."""
    while (type, version) in UPCASTERS:
        version += 1
    return version


def upcast(type: str, version: int, data: Any) -> tuple[int, Any]:
    """The newest version that valid `data` of `version` can be brought to, and the data in it.

    Without an upcaster that is what was given. Never fails on data that its schema accepts.
    """
    while (upcaster := UPCASTERS.get((type, version))) is not None:
        version, data = version + 1, upcaster(data)
    return version, data
