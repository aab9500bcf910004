"""What Markdown files point at, and which requirements they define and mention."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.architecture.source import NOT_OURS, ROOT

FENCED = re.compile(r"^(```|~~~).*?^\1[^\S\n]*$", re.MULTILINE | re.DOTALL)
INLINE_CODE = re.compile(r"`[^`\n]+`")
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
DEFINITION = re.compile(r"^- \*\*([A-Z]\d{1,2})\*\* ", re.MULTILINE)
MENTION = re.compile(r"\b([AENOTUV][1-9]\d?)\b")
HIDDEN = re.compile(r"\.(?!github)")


def markdown_files(root: Path = ROOT) -> Iterator[Path]:
    """Every Markdown file below `root` that is ours: nothing installed, nothing hidden."""
    for path in sorted(root.rglob("*.md")):
        folders = path.relative_to(root).parts[:-1]
        if NOT_OURS.isdisjoint(folders) and not any(HIDDEN.match(folder) for folder in folders):
            yield path


def broken_links(path: Path) -> Iterator[str]:
    """The links and pictures of the document at `path` that lead to no file or to no heading of it."""
    for target in LINK.findall(_prose(path.read_text())):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, fragment = target.partition("#")
        destination = (path.parent / name).resolve() if name else path
        if not destination.exists() or not _has_anchor(destination, fragment):
            yield f"{path.name}: {target}"


def defined_requirements(paths: Iterable[Path]) -> Counter[str]:
    """How often each requirement id is defined: a list item that begins with the id in bold."""
    return Counter(id for path in paths for id in DEFINITION.findall(path.read_text()))


def undefined_mentions(path: Path, defined: Iterable[str]) -> Iterator[str]:
    """The requirement ids that the document at `path` mentions and nobody defines."""
    mentioned = set(MENTION.findall(_prose(path.read_text())))
    yield from (f"{path.name}: {id}" for id in sorted(mentioned - set(defined)))


def holes(ids: Iterable[str]) -> Iterator[str]:
    """The ids missing between a letter's first and last."""
    last: dict[str, int] = {}
    given = set(ids)
    for id in given:
        last[id[0]] = max(last.get(id[0], 0), int(id[1:]))
    for letter, number in sorted(last.items()):
        yield from (f"{letter}{n}" for n in range(1, number + 1) if f"{letter}{n}" not in given)


def _prose(text: str) -> str:
    return INLINE_CODE.sub("", FENCED.sub("", text))


def _has_anchor(path: Path, fragment: str) -> bool:
    return not fragment or fragment in _anchors(path.read_text())


def _anchors(text: str) -> set[str]:
    """The headings' anchors as GitHub makes them: lower case, no punctuation, hyphens for spaces."""
    headings = HEADING.findall(FENCED.sub("", text))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
