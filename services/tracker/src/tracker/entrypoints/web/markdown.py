"""Messages as they are shown: of Markdown paragraphs, emphasis, code, lists and links, nothing else."""

import re
from collections.abc import MutableMapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

RULES = ("emphasis", "backticks", "fence", "list", "link", "autolink", "escape", "newline")
NESTING_MAX = 20
MARKS = "[*_`"
MARKS_MAX = 400
"""A text with more of the marks that have a meaning is shown as it is: pairing them up takes too long."""

LINK_SCHEME = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]", re.IGNORECASE)
BARE_LINK = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]}*_]", re.IGNORECASE)
REL = "nofollow noopener"


def rendered(text: str) -> Markup:
    """`text` as HTML; tags, images and links of any other scheme in it come out as the text they are."""
    if sum(map(text.count, MARKS)) > MARKS_MAX:
        return Markup('<p class="prose">{}</p>').format(text)
    return Markup(_MARKDOWN.render(text))  # noqa: S704 -- the renderer escapes everything but its own tags


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": NESTING_MAX})
    markdown.enable(list(RULES))
    markdown.validateLink = lambda url: LINK_SCHEME.match(url) is not None  # type: ignore[method-assign]
    markdown.core.ruler.push("bare_links", _find_bare_links)
    markdown.add_render_rule("link_open", _open_link)
    return markdown


def _open_link(
    renderer: Any, tokens: list[Token], index: int, options: Any, _env: MutableMapping[str, Any]
) -> str:
    tokens[index].attrSet("rel", REL)
    opened: str = renderer.renderToken(tokens, index, options, _env)
    return opened


def _find_bare_links(state: StateCore) -> None:
    """Make links of addresses that are written as they are, outside code and other links."""
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = _with_links(block.children)


def _with_links(tokens: list[Token]) -> list[Token]:
    found: list[Token] = []
    depth = 0
    for token in tokens:
        depth += (token.type == "link_open") - (token.type == "link_close")
        found += _parted(token) if token.type == "text" and depth == 0 else [token]
    return found


def _parted(token: Token) -> list[Token]:
    parts: list[Token] = []
    end = 0
    for match in BARE_LINK.finditer(token.content):
        parts += [_text(token.content[end : match.start()]), *_link(match[0])]
        end = match.end()
    return [*parts, _text(token.content[end:])]


def _link(address: str) -> list[Token]:
    return [
        Token("link_open", "a", 1, attrs={"href": address}),
        _text(address),
        Token("link_close", "a", -1),
    ]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


_MARKDOWN = _markdown()
