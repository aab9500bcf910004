"""The parts of a page that a live hint refreshes, and the templates that say so."""

import re
from html import unescape
from pathlib import Path

LIVE_TAG = re.compile(r'<[^>]*\bhx-get="([^"]+)"[^>]*\bhx-trigger="live:[^>]*>')
LIVE_MACRO = re.compile(r"\bkit\.live\(")


def live_addresses(page: str) -> set[str]:
    """Where the live parts of this page are fetched from."""
    return {unescape(address) for address in LIVE_TAG.findall(page)}


def live_parts_in(templates: Path) -> int:
    """How many live parts the templates of a service have."""
    return sum(len(LIVE_MACRO.findall(file.read_text())) for file in templates.glob("*.html"))
