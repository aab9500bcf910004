import pytest

from chassis.pages import Section
from chassis.pages.navigation import Navigation
from chassis.roles import Role
from tests.chassis.pages.support import DASHBOARDS, a_request, a_visitor

SECTIONS = (
    Section("/tasks", "All tasks"),
    Section("/tasks/mine", "My tasks"),
    Section("/reassignments", "Reassignments", roles=frozenset({Role.MANAGER, Role.ADMIN})),
    Section("/dead-letters", "Dead letters", shown=lambda request: request.url.path == "/dead-letters"),
)
NAVIGATION = Navigation("tracker", DASHBOARDS, SECTIONS)


@pytest.mark.parametrize(
    ("role", "names"),
    [
        (Role.WORKER, ["tracker", "accounting", "auth"]),
        (Role.MANAGER, ["tracker", "accounting", "auth"]),
        (Role.ACCOUNTANT, ["tracker", "accounting", "auth"]),
        (Role.ADMIN, ["tracker", "accounting", "analytics", "auth"]),
    ],
)
def test_only_the_dashboards_that_the_role_may_open_are_offered(role: Role, names: list[str]) -> None:
    links = NAVIGATION.dashboard_links(a_visitor(role))

    assert [link.name for link in links] == names
    assert [link.name for link in links if link.current] == ["tracker"]


def test_other_dashboards_are_at_their_own_addresses() -> None:
    hrefs = {link.name: link.href for link in NAVIGATION.dashboard_links(a_visitor(Role.ADMIN))}

    assert hrefs == {
        "tracker": "/",
        "accounting": "http://localhost:8002/",
        "analytics": "http://localhost:8003/",
        "auth": "http://localhost:8000/accounts",
    }


def test_services_beyond_the_four_come_last() -> None:
    navigation = Navigation("tracker", {**DASHBOARDS, "warehouse": "http://localhost:8004"}, SECTIONS)

    link = navigation.dashboard_links(a_visitor(Role.WORKER))[-1]

    assert (link.label, link.href) == ("Warehouse", "http://localhost:8004/")


def labels(path: str, role: Role | None = Role.WORKER) -> list[str]:
    visitor = a_visitor(role) if role else None
    links = NAVIGATION.section_links(a_request(path), visitor)
    return [("*" if link.current else "") + link.label for link in links]


def test_the_longest_section_that_fits_is_the_current_one() -> None:
    assert labels("/tasks/mine") == ["All tasks", "*My tasks"]
    assert labels("/tasks/0198") == ["*All tasks", "My tasks"]
    assert labels("/tasksforce") == ["All tasks", "My tasks"]


def test_a_section_holds_pages_of_other_paths_too() -> None:
    sections = (Section("/", "Mine"), Section("/company", "Company", holds=("/days",)))
    navigation = Navigation("tracker", DASHBOARDS, sections)

    links = navigation.section_links(a_request("/days/2026-11-21/close"), None)

    assert [link.label for link in links if link.current] == ["Company"]


def test_sections_of_other_roles_are_hidden() -> None:
    assert "Reassignments" not in labels("/tasks", Role.ACCOUNTANT)
    assert "Reassignments" not in labels("/tasks", None)
    assert "Reassignments" in labels("/tasks", Role.MANAGER)


def test_a_section_is_there_only_while_it_has_something_to_show() -> None:
    assert "Dead letters" not in labels("/tasks")
    assert "*Dead letters" in labels("/dead-letters")
