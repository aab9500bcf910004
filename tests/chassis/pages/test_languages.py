import pytest

from chassis.pages.languages import best_locale, choose_locale
from tests.chassis.pages.support import a_request


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("", "en"),
        ("ru", "ru"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("en-GB,ru;q=0.9", "en"),
        ("de, ru;q=0.5, en;q=0.4", "ru"),
        ("de", "en"),
        ("ru;q=0, en;q=0.1", "en"),
        ("ru;q=nonsense", "en"),
    ],
)
def test_the_browsers_favourite_among_ours_is_chosen(header: str, locale: str) -> None:
    assert best_locale(header) == locale


def test_the_visitors_own_choice_comes_before_the_browsers() -> None:
    request = a_request(cookies={"popug_locale": "en"}, headers={"accept-language": "ru"})

    assert choose_locale(request) == "en"


def test_a_language_we_do_not_speak_is_no_choice() -> None:
    request = a_request(cookies={"popug_locale": "xx"}, headers={"accept-language": "ru"})

    assert choose_locale(request) == "ru"
