"""Translations, read from `.po` files at start: there is nothing to compile ahead and nothing to forget."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from chassis.pages.languages import LOCALES

OWN_CATALOGUE = Path(__file__).parent / "locale"


def message(text: str) -> str:
    """Mark `text` as a message to be translated where it is shown; gives it back unchanged."""
    return text


def load_translations(catalogues: Sequence[Path]) -> dict[str, NullTranslations]:
    """Per locale, the chassis' messages and those of the locale directories given; a later directory wins.

    Raises `babel.messages.pofile.PoFileError` for a file that cannot be read.
    """
    return {locale: _load(locale, [OWN_CATALOGUE, *catalogues]) for locale in LOCALES}


def _load(locale: str, directories: Sequence[Path]) -> NullTranslations:
    files = [directory / locale / "LC_MESSAGES" / "messages.po" for directory in directories]
    translations: NullTranslations = NullTranslations()
    for file in files:
        if file.is_file():
            compiled = _compile(file, locale)
            compiled.add_fallback(translations)
            translations = compiled
    return translations


def _compile(file: Path, locale: str) -> Translations:
    with file.open("rb") as source:
        catalogue: Catalog = read_po(source, locale=locale, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
