"""Which dashboards and sections a visitor may open, and which one they are looking at."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request

from chassis.pages.catalogues import message
from chassis.roles import Role
from chassis.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Section:
    """A page of a service that its second row of navigation leads to.

    `roles` is who may open it (None: everyone); `shown` decides per request, for what is only there at times.
    """

    path: str
    label: str
    roles: frozenset[Role] | None = None
    shown: Callable[[Request], bool] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A place in the navigation; `label` is a message in English."""

    name: str
    label: str
    icon: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Navigation:
    """The four dashboards' addresses and one service's own sections."""

    service: str
    dashboards: Mapping[str, str]
    sections: Sequence[Section]

    def dashboard_links(self, visitor: Visitor) -> list[Link]:
        """The dashboards that the visitor's role may open, in their fixed order."""
        links = [
            self._link("tracker", message("Tasks"), "tasks", "/"),
            self._link("accounting", message("Accounting"), "money", "/"),
        ]
        if visitor.role == Role.ADMIN:
            links.append(self._link("analytics", message("Analytics"), "chart", "/"))
            links.append(self._link("auth", message("Accounts"), "people", "/accounts"))
        else:
            links.append(self._link("auth", message("Account"), "person", "/account"))
        return links

    def account_href(self) -> str:
        """Where a visitor looks after their own account."""
        return self._href("auth", "/account")

    def section_links(self, request: Request, visitor: Visitor | None) -> list[Link]:
        """The service's sections open to the visitor; the longest path that fits is the current one."""
        open_to = [section for section in self.sections if _is_open(section, request, visitor)]
        fitting = [section.path for section in open_to if _is_under(request.url.path, section.path)]
        current = max(fitting, key=len, default=None)
        return [
            Link(section.path, section.label, "", section.path, section.path == current)
            for section in open_to
        ]

    def _link(self, name: str, label: str, icon: str, path: str) -> Link:
        return Link(name, label, icon, self._href(name, path), name == self.service)

    def _href(self, name: str, path: str) -> str:
        return path if name == self.service else self.dashboards[name] + path


def _is_open(section: Section, request: Request, visitor: Visitor | None) -> bool:
    if section.roles is not None and (visitor is None or visitor.role not in section.roles):
        return False
    return section.shown is None or section.shown(request)


def _is_under(path: str, section: str) -> bool:
    return path == section or path.startswith(section.rstrip("/") + "/")
