"""What a task is called, taken out of the one text that held everything about it."""

import re
from typing import NamedTuple

TITLE_LENGTH_MAX = 200

_HEADING = re.compile(
    r"\s*\[\s*(?P<jira_id>[A-Z][A-Z0-9]{1,9}-[1-9][0-9]{0,8})\s*\]\s*(?P<title>\S.*)", re.DOTALL
)


class TaskName(NamedTuple):
    jira_id: str | None
    title: str


def name_in(text: str) -> TaskName:
    """Read "[UBERPOP-42] Fix the beak", a longer description below it or not; other text is all title.

    The title is the first line that says anything, cut to `TITLE_LENGTH_MAX` characters.
    """
    heading = _HEADING.fullmatch(text)
    jira_id, rest = (heading["jira_id"], heading["title"]) if heading else (None, text)
    lines = [" ".join(line.split()) for line in rest.splitlines()]
    title = next((line for line in lines if line), "")
    return TaskName(jira_id, title[:TITLE_LENGTH_MAX])
