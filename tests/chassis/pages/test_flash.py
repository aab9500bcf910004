from starlette.responses import Response

from chassis.pages import Pages
from tests.chassis.pages.support import a_request, a_visitor, some_pages, text_of

COOKIE = "popug_flash_tracker"


def cookie_set_by(response: Response) -> str:
    header = next(value for name, value in response.raw_headers if name == b"set-cookie").decode()
    return header.split(";")[0].partition("=")[2]


def a_flash(pages: Pages, text: str = "Completed") -> str:
    return cookie_set_by(pages.redirect(a_request(method="POST"), "/tasks", flash=("good", text)))


def shown(pages: Pages, cookie: str) -> Response:
    request = a_request(cookies={COOKIE: cookie}, visitor=a_visitor())
    return pages.problem(request, 404)


def test_a_result_is_shown_once_on_the_page_after_the_redirect() -> None:
    pages = some_pages()

    page = shown(pages, a_flash(pages, "Completed: <Fix the beak>"))

    assert "Completed: &lt;Fix the beak&gt;" in text_of(page)
    assert page.headers["set-cookie"].startswith(f'{COOKIE}=""')


def test_a_forged_result_is_not_shown() -> None:
    pages = some_pages()
    forged = a_flash(pages)[:-3] + "abc"

    page = shown(pages, forged)

    assert 'data-toast="' not in text_of(page)


def test_a_page_without_a_result_sets_no_cookie() -> None:
    page = some_pages().problem(a_request(visitor=a_visitor()), 404)

    assert "set-cookie" not in page.headers


def test_htmx_is_told_where_to_go_instead_of_being_redirected() -> None:
    answer = some_pages().redirect(
        a_request(headers={"HX-Request": "true"}), "/tasks", flash=("good", "Done")
    )

    assert answer.status_code == 204
    assert answer.headers["hx-redirect"] == "/tasks"
    assert COOKIE in answer.headers["set-cookie"]
