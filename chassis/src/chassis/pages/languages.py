"""Which of the languages we speak a visitor reads: their own choice first, then their browser's."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request

LOCALES = ("en", "ru")
LOCALE_COOKIE = "popug_locale"
RANGES_MAX = 16


def choose_locale(request: "Request") -> str:
    """One of `LOCALES`: the cookie's, else the best of Accept-Language (RFC 9110, 12.5.4), else English."""
    chosen = request.cookies.get(LOCALE_COOKIE)
    if chosen in LOCALES:
        return chosen
    return best_locale(request.headers.get("accept-language", ""))


def best_locale(accept_language: str) -> str:
    """The locale with the highest weight; the earlier of two equals; English when none is ours."""
    weighed = [_weigh(entry) for entry in accept_language.split(",")[:RANGES_MAX]]
    ours = [(weight, locale) for weight, locale in weighed if locale in LOCALES and weight > 0]
    if not ours:
        return LOCALES[0]
    return max(ours, key=lambda candidate: candidate[0])[1]


def _weigh(entry: str) -> tuple[float, str]:
    tag, _, parameters = entry.partition(";")
    locale = tag.strip().partition("-")[0].lower()
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0, locale
    try:
        return float(value), locale
    except ValueError:
        return 0.0, locale
