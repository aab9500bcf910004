import pytest
from jinja2 import UndefinedError
from starlette.responses import Response

from chassis.pages import Section
from chassis.roles import Role
from tests.chassis.pages.support import a_client, a_request, a_visitor, macro, some_pages, text_of


def a_page(**options: object) -> Response:
    request = a_request(visitor=a_visitor(), **options)  # type: ignore[arg-type]
    return some_pages().problem(request, 404)


def test_a_page_may_load_nothing_from_elsewhere_and_nothing_inline() -> None:
    policy = a_page().headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "connect-src 'self' ws://localhost:8001" in policy
    assert "unsafe" not in policy
    assert "*" not in policy


def test_signing_out_may_lead_to_auth() -> None:
    assert "form-action 'self' http://localhost:8000 " in a_page().headers["content-security-policy"]


def test_a_page_is_not_kept_and_depends_on_who_looks() -> None:
    headers = a_page().headers

    assert headers["cache-control"] == "no-store"
    assert headers["vary"] == "Cookie, Accept-Language, HX-Request"


def test_a_page_speaks_the_visitors_language() -> None:
    page = text_of(a_page(headers={"accept-language": "ru"}))

    assert '<html lang="ru"' in page
    assert "Здесь ничего нет" in page


def test_a_page_wears_the_chosen_theme() -> None:
    assert 'data-theme="dark"' in text_of(a_page(cookies={"popug_theme": "dark"}))
    assert 'data-theme="system"' in text_of(a_page(cookies={"popug_theme": '"><script>'}))


def test_shortcuts_can_be_turned_off() -> None:
    assert " data-keys" in text_of(a_page())
    assert " data-keys" not in text_of(a_page(cookies={"popug_keys": "off"}))


def test_a_signed_out_visitor_is_offered_to_sign_in_and_to_come_back() -> None:
    page = text_of(some_pages().problem(a_request("/tasks?q=a&b=c"), 401))

    assert 'href="/sign-in?next=/tasks%3Fq%3Da%26b%3Dc"' in page
    assert "/sign-out" not in page
    assert "data-live" not in page


def test_a_signed_in_visitor_sees_who_they_are_and_can_leave() -> None:
    request = a_request(visitor=a_visitor(Role.MANAGER, name="Gosha <b>"))

    page = text_of(some_pages().problem(request, 404))

    assert "Gosha &lt;b&gt;" in page
    assert "Manager" in page
    assert '<form method="post" action="/sign-out">' in page
    assert 'data-live="/live"' in page


def test_the_current_section_is_marked() -> None:
    pages = some_pages(sections=[Section("/tasks", "All tasks"), Section("/runs", "Runs")])

    page = text_of(pages.problem(a_request("/runs", visitor=a_visitor()), 404))

    assert '<a href="/runs" aria-current="page">' in page


def test_a_block_is_rendered_alone_with_the_macros_at_hand() -> None:
    fragment = some_pages().fragment(
        a_request(visitor=a_visitor()),
        "problem.html",
        "content",
        problem={"mood": "", "status": 404, "title": "T", "wit": "", "advice": "A"},
        title="",
        detail="",
        code="",
    )

    assert text_of(fragment).startswith('<section class="problem"')
    assert "<html" not in text_of(fragment)


def test_an_unknown_block_is_an_error() -> None:
    with pytest.raises(KeyError):
        some_pages().fragment(a_request(), "problem.html", "tasks")


def test_a_name_that_is_not_there_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        macro("{{ balnace }}")


def test_a_problem_about_money_has_no_wit() -> None:
    pages, request = some_pages(), a_request(visitor=a_visitor())

    assert "feather" in text_of(pages.problem(request, 500))
    dry = text_of(pages.problem(request, 500, wit=False))
    assert "feather" not in dry
    assert "popugs.svg" not in dry


def test_a_status_without_words_of_its_own_has_those_of_its_kind() -> None:
    pages, request = some_pages(), a_request(visitor=a_visitor())

    assert "Something broke on our side" in text_of(pages.problem(request, 507))
    assert pages.problem(request, 418).status_code == 418


def test_python_speaks_the_visitors_language_too() -> None:
    pages = some_pages()
    request = a_request(cookies={"popug_locale": "ru"})

    assert pages.gettext(request, "Account menu: %(name)s", name="<b>") == "Меню: <b>"
    assert pages.ngettext(request, "%(num)s open", "%(num)s open", 22) == "22 открытые"
    assert pages.formatter(request).money(100) == "1,00\N{NO-BREAK SPACE}$"


def test_the_gallery_exists_in_development_only() -> None:
    assert a_client(some_pages(environment="development")).get("/gallery").status_code == 200
    assert a_client(some_pages(environment="production")).get("/gallery").status_code == 404
