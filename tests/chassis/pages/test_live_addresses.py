from tests.chassis.pages.support import macro
from tests.live_parts import live_addresses


def test_a_live_part_is_known_by_its_address_and_other_fetched_parts_are_not() -> None:
    page = macro('<div {{ kit.live("/tasks/list?q=a&b=c", ["tasks"]) }}></div>')
    link = macro('<a {{ kit.opens("/tasks/new") }}></a>')

    assert live_addresses(page + link) == {"/tasks/list?q=a&b=c"}
