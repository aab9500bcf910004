import pytest

from chassis.pages.preferences import local_path
from tests.chassis.pages.support import a_client, some_pages


def test_a_choice_is_kept_in_a_cookie_and_leads_back() -> None:
    client = a_client(some_pages())

    answer = client.post("/preferences", data={"theme": "dark", "next": "/tasks/mine?status=open"})

    assert answer.status_code == 303
    assert answer.headers["location"] == "/tasks/mine?status=open"
    assert client.cookies["popug_theme"] == "dark"
    assert "popug_locale" not in client.cookies


def test_what_cannot_be_chosen_is_not_kept() -> None:
    client = a_client(some_pages())

    client.post("/preferences", data={"theme": "pink", "locale": "../../etc", "keys": "maybe"})

    assert dict(client.cookies) == {}


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "", "/x\nSet-Cookie: a=b", "/\tx"],
)
def test_nobody_is_sent_to_another_site(target: str) -> None:
    assert local_path(target) == "/"


def test_a_path_of_our_own_is_kept_whole() -> None:
    assert (
        local_path("/tasks?q=%D0%BA%D0%B5%D1%88%D0%B0&page=2") == "/tasks?q=%D0%BA%D0%B5%D1%88%D0%B0&page=2"
    )
