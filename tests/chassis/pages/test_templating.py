"""Templates compile once a process and language, and come out as they are now all the same."""

from collections.abc import Mapping
from datetime import UTC
from types import CodeType

from babel.support import NullTranslations
from jinja2 import BaseLoader, ChoiceLoader, DictLoader, Environment, FileSystemLoader

from chassis.clock import SystemClock
from chassis.pages.formatting import Formatter
from chassis.pages.templating import OWN_TEMPLATES, build_environment


def an_environment(templates: Mapping[str, str], locale: str = "en") -> Environment:
    loader: BaseLoader = ChoiceLoader([DictLoader(templates), FileSystemLoader(OWN_TEMPLATES)])
    words = NullTranslations()
    return build_environment(loader, words, Formatter(locale, UTC, words, SystemClock()), {}, reload=True)


def code_of(environment: Environment, name: str) -> CodeType:
    code: CodeType = environment.get_template(name).root_render_func.__code__
    return code


def test_what_was_compiled_is_compiled_once() -> None:
    pages = {"page.html": "{{ 1 }}"}

    assert code_of(an_environment(pages), "page.html") is code_of(an_environment(pages), "page.html")


def test_a_constant_is_written_as_each_language_writes_it() -> None:
    pages = {"page.html": "{{ 1234567|number }}"}

    english, russian = (
        an_environment(pages, locale).get_template("page.html").render() for locale in ("en", "ru")
    )

    assert english == "1,234,567"
    assert russian == "1\xa0234\xa0567"


def test_a_template_that_changed_is_compiled_again() -> None:
    assert an_environment({"page.html": "old"}).get_template("page.html").render() == "old"

    assert an_environment({"page.html": "new"}).get_template("page.html").render() == "new"
