"""What a task is called: a title without square brackets and, where there is one, an id from Jira."""

import re
from typing import NewType
from unicodedata import category

from tracker.domain.errors import InvalidJiraId, InvalidTitle

Title = NewType("Title", str)
JiraId = NewType("JiraId", str)

TITLE_LENGTH_MAX = 200

_JIRA_ID = re.compile(r"[A-Z][A-Z0-9]{1,9}-[1-9][0-9]{0,8}")
_BRACKETED = re.compile(r"\s*\[\s*(?P<jira_id>[^\[\]]*?)\s*\]\s*(?P<title>.*)", re.DOTALL)


def title(text: str) -> Title:
    """Take `text`, its white space evened out, as a title; raises `InvalidTitle`."""
    line = " ".join(text.split())
    if not line:
        raise InvalidTitle("A task needs a title.")
    if len(line) > TITLE_LENGTH_MAX:
        raise InvalidTitle(
            f"A title has at most {TITLE_LENGTH_MAX} characters; put the rest into the description."
        )
    if "[" in line or "]" in line:
        raise InvalidTitle(
            "A title contains no square brackets; an id such as UBERPOP-42 has a field of its own."
        )
    if any(category(character) == "Cc" for character in line):
        raise InvalidTitle("A title contains no control characters.")
    return Title(line)


def jira_id(text: str) -> JiraId:
    """Take `text` as an id from Jira; raises `InvalidJiraId`."""
    stripped = text.strip().upper()
    if not _JIRA_ID.fullmatch(stripped):
        raise InvalidJiraId("An id from Jira looks like UBERPOP-42.")
    return JiraId(stripped)


def split_title(text: str) -> tuple[str | None, str]:
    """Part "[UBERPOP-42] Fix the beak" into the id and the title; text of any other form is all title."""
    bracketed = _BRACKETED.fullmatch(text)
    if bracketed is None:
        return None, text
    return bracketed["jira_id"], bracketed["title"]
