"""What the four dashboards' pages share: layout, macros, languages, themes, live refresh (README.md)."""

from chassis.pages.catalogues import message
from chassis.pages.flash import Tone
from chassis.pages.kit import Pages
from chassis.pages.navigation import Section
from chassis.pages.preferences import preferences_router
from chassis.visitor import Visitor

__all__ = ["Pages", "Section", "Tone", "Visitor", "message", "preferences_router"]
