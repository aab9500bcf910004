"""The template environments, one per language, with the kit's macros at hand everywhere."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import CodeType, SimpleNamespace
from typing import Any

from babel.support import NullTranslations
from jinja2 import (
    BaseLoader,
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
)
from jinja2.bccache import Bucket
from jinja2.runtime import Macro
from markupsafe import Markup, escape

from chassis.pages.attributes import attributes
from chassis.pages.drawing import draw_bars, draw_spark
from chassis.pages.figure_rows import FigureRows, iso_days
from chassis.pages.folders import OWN_FOLDER, pages_folder
from chassis.pages.formatting import Formatter
from chassis.pages.remembered import Remembered

OWN_TEMPLATES = OWN_FOLDER / "templates"
MACROS = "kit"


class CompiledOnce(BytecodeCache):
    """What templates compile to in one language, kept for the life of the process.

    Languages don't share: Jinja writes into the code what filters make of constants.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._compiled: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Jinja asks for what was kept; another checksum means that the template has changed since."""
        checksum, code = self._compiled.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Jinja has compiled a template."""
        if bucket.code is not None:
            self._compiled[bucket.key] = (bucket.checksum, bucket.code)


@cache
def compiled_in(language: str) -> CompiledOnce:
    """What all environments of a language share, however many applications a process makes."""
    return CompiledOnce(language)


def template_loader(packages: Sequence[str]) -> BaseLoader:
    """The kit's own templates by plain name, each package's under its last name: `tracker/my_tasks.html`."""
    by_package = {
        package.rpartition(".")[2]: FileSystemLoader(pages_folder(package) / "templates")
        for package in packages
    }
    return ChoiceLoader([FileSystemLoader(OWN_TEMPLATES), PrefixLoader(by_package)])


def build_environment(
    loader: BaseLoader,
    translations: NullTranslations,
    formatter: Formatter,
    functions: Mapping[str, Callable[..., Any]],
    *,
    reload: bool,
) -> Environment:
    """An environment that speaks one language. Undefined names are errors, all output is escaped."""
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=reload,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        bytecode_cache=compiled_in(formatter.locale),
    )
    _speak(environment, translations, formatter)
    environment.filters.update(_filters(formatter))
    environment.globals.update(
        functions,
        formatter=formatter,
        attributes=attributes,
        draw_bars=draw_bars,
        draw_spark=draw_spark,
        locale=formatter.locale,
    )
    environment.globals["kit"] = kit = _macros(environment)
    kit.figure_rows, kit.iso_days = FigureRows(kit, formatter), iso_days
    kit.remembered = _written_anew if reload else Remembered(formatter.today)
    return environment


def _written_anew(macro: Macro, *arguments: Any) -> str:
    """In place of `Remembered` where templates may change meanwhile."""
    return macro(*arguments)


def _filters(formatter: Formatter) -> dict[str, Callable[..., str]]:
    return {
        "money": formatter.money,
        "number": formatter.number,
        "percent": formatter.percent,
        "time": formatter.time,
        "clock": formatter.clock_time,
        "full_time": formatter.full_time,
        "machine_time": formatter.machine_time,
        "day": formatter.day,
        "full_day": formatter.full_day,
        "duration": formatter.duration,
    }


def _speak(environment: Environment, translations: NullTranslations, formatter: Formatter) -> None:
    """Messages are text: they are escaped, so that a translator cannot break a page; values may be markup."""

    def gettext(text: str, **values: object) -> Markup:
        return escape(translations.gettext(text)) % values

    def ngettext(one: str, many: str, n: int, **values: object) -> Markup:
        words = {"num": formatter.number(n), **values}
        return escape(translations.ngettext(one, many, n)) % words

    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(_=gettext, gettext=gettext, ngettext=ngettext)


def _macros(environment: Environment) -> SimpleNamespace:
    kit = SimpleNamespace()
    environment.globals["kit"] = kit
    for file in sorted((OWN_TEMPLATES / MACROS).glob("*.html")):
        module = environment.get_template(f"{MACROS}/{file.name}").module
        for name, macro in vars(module).items():
            if not name.startswith("_") and callable(macro):
                setattr(kit, name, macro)
    return kit
