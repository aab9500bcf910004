"""What the four dashboards' pages share: layout, macros, languages, themes, live refresh (README.md).

The names below are looked up when they are first asked for: whoever writes mails needs the words and the
formatting, which are modules of this package, and not the web framework (15 MiB) that the pages come with.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from chassis.pages.catalogues import message

if TYPE_CHECKING:
    from chassis.pages.flash import Tone
    from chassis.pages.kit import Pages
    from chassis.pages.navigation import Section
    from chassis.pages.preferences import preferences_router
    from chassis.visitor import Visitor

__all__ = ["Pages", "Section", "Tone", "Visitor", "message", "preferences_router"]

_HOMES = {
    "Pages": "chassis.pages.kit",
    "Section": "chassis.pages.navigation",
    "Tone": "chassis.pages.flash",
    "Visitor": "chassis.visitor",
    "preferences_router": "chassis.pages.preferences",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
