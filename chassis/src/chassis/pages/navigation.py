"""Which dashboards and sections a visitor may open, and which one they are looking at."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from starlette.requests import Request

from chassis.pages.catalogues import message
from chassis.roles import Role
from chassis.visitor import Visitor

THE_FOUR = frozenset({"auth", "tracker", "accounting", "analytics"})


@dataclass(frozen=True, slots=True)
class Section:
    """A page of a service that its second row of navigation leads to.

    `roles` is who may open it (None: everyone); `shown` decides per request, for what is only there at times;
    `holds` are further paths whose pages belong to it; `count` is how many things wait there, 0 for none.
    """

    path: str
    label: str
    roles: frozenset[Role] | None = None
    shown: Callable[[Request], bool] | None = None
    holds: Sequence[str] = ()
    count: Callable[[Request], int] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A place in the navigation; `label` is a message in English, `count` what waits there."""

    name: str
    label: str
    icon: str
    href: str
    current: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class Navigation:
    """The dashboards' addresses and one service's own sections."""

    service: str
    dashboards: Mapping[str, str]
    sections: Sequence[Section]

    def dashboard_links(self, visitor: Visitor) -> list[Link]:
        """The dashboards that the visitor's role may open, in their fixed order, then further ones."""
        links = [
            self._link("tracker", message("Tasks"), "tasks", "/"),
            self._link("accounting", message("Accounting"), "money", "/"),
        ]
        if visitor.role == Role.ADMIN:
            links.append(self._link("analytics", message("Analytics"), "chart", "/"))
            links.append(self._link("auth", message("Accounts"), "people", "/accounts"))
        else:
            links.append(self._link("auth", message("Account"), "person", "/account"))
        further = (name for name in self.dashboards if name not in THE_FOUR)
        return links + [self._link(name, name.capitalize(), "feather", "/") for name in further]

    def with_section(self, section: Section) -> "Navigation":
        """The same with one more section, the last, instead of one at the same path."""
        others = [each for each in self.sections if each.path != section.path]
        return replace(self, sections=[*others, section])

    def account_href(self) -> str:
        """Where a visitor looks after their own account."""
        return self._href("auth", "/account")

    def section_links(self, request: Request, visitor: Visitor | None) -> list[Link]:
        """The service's sections open to the visitor; the longest path that fits is the current one."""
        open_to = [section for section in self.sections if _is_open(section, request, visitor)]
        current = max(open_to, key=lambda section: _fit(section, request.url.path), default=None)
        fits = current is not None and _fit(current, request.url.path) > 0
        return [
            Link(
                section.path,
                section.label,
                "",
                section.path,
                fits and section is current,
                section.count(request) if section.count else 0,
            )
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


def _fit(section: Section, path: str) -> int:
    """How much of `path` is the section's; 0 when it is not under it."""
    return max((len(own) for own in (section.path, *section.holds) if _is_under(path, own)), default=0)


def _is_under(path: str, section: str) -> bool:
    return path == section or path.startswith(section.rstrip("/") + "/")
