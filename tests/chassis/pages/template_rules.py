"""What no template may contain: the content security policy refuses it, or text would become markup."""

import re
from pathlib import Path

RULES = {
    "a script written into the page": re.compile(r"<script(?![^>]*(\bsrc=|type=\"application/json\"))", re.I),
    "a style written into the page": re.compile(r"<style\b|<[a-z][^>]*\sstyle=", re.I),
    "an event handler in an attribute": re.compile(r"\s(on[a-z]+|hx-on[:a-z-]*)=", re.I),
    "an address of another site": re.compile(r"(src|href)=\"(https?:)?//", re.I),
    "script in an address": re.compile(r"\"(javascript|js):", re.I),
    "markup taken as safe": re.compile(r"\|\s*safe\b"),
}


def broken_rules(template: Path) -> list[str]:
    """The rules that the template breaks, each with the offending text."""
    text = template.read_text()
    return [
        f"{template.name}: {rule}: {found.group()}"
        for rule, shape in RULES.items()
        for found in shape.finditer(text)
    ]
