"""Find the messages of a package and keep its Russian catalogue in step with them.

`python -m chassis.pages.messages update services/tracker/src/tracker`
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from chassis.pages.catalogues import OWN_CATALOGUE

TRANSLATED_INTO = "ru"
LINE_WIDTH = 110
IN_PYTHON = {"gettext": (2,), "ngettext": (2, 3), "message": None}
IN_TEMPLATES = {"_": None, "gettext": None, "ngettext": (1, 2)}
PYTHON = ("python", IN_PYTHON)
JINJA = ("jinja2.ext:babel_extract", IN_TEMPLATES)
TEMPLATES = ("**/templates/**.html", "**/mail_templates/**.html", "**/mail_templates/**.txt")
"""Mails are written apart from pages, which may carry no style of their own."""
HEADER = """\
msgid ""
msgstr ""
"Language: ru\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
"n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"

"""


def find_messages(package: Path) -> Catalog:
    """All messages in the Python files and templates below `package`.

    Raises `jinja2.TemplateSyntaxError` for a template that cannot be read.
    """
    found = Catalog(locale=TRANSLATED_INTO)
    for pattern in ("**.py", *TEMPLATES):
        method, keywords = PYTHON if pattern == "**.py" else JINJA
        for file, _, text, _, context in extract_from_dir(
            package,
            [(pattern, method)],
            options_map={pattern: {} if pattern == "**.py" else {"silent": "false"}},
            keywords=keywords,
        ):
            found.add(text, locations=[(file, 0)], context=context)
    return found


def catalogue_file(package: Path) -> Path:
    """Where the translations of `package` are kept."""
    folder = package / "entrypoints/web" if (package / "entrypoints").is_dir() else package / "pages"
    return folder / "locale" / TRANSLATED_INTO / "LC_MESSAGES" / "messages.po"


def read_catalogue(file: Path) -> Catalog:
    """The translations in `file`; none when there is no such file. Raises `PoFileError`."""
    if not file.is_file():
        return Catalog(locale=TRANSLATED_INTO)
    with file.open("rb") as source:
        return read_po(source, locale=TRANSLATED_INTO, abort_invalid=True)


def untranslated(package: Path) -> list[str]:
    """Messages of `package` without a complete translation, there or in the chassis' own catalogue."""
    known = [read_catalogue(catalogue_file(package)), read_catalogue(_own_catalogue_file())]
    return [_text(wanted) for wanted in _messages(find_messages(package)) if not _has(known, wanted)]


def broken_translations(package: Path) -> list[str]:
    """Translations whose placeholders or plural forms do not fit their source."""
    catalogue = read_catalogue(catalogue_file(package))
    return [
        f"{_text(one)}: {error}"
        for one in _messages(catalogue)
        for error in one.check(catalogue)
        if one.string
    ]


def update(package: Path) -> list[str]:
    """Add new messages to the package's catalogue, drop unused ones; gives back what has no translation."""
    file = catalogue_file(package)
    catalogue = read_catalogue(file)
    wanted = find_messages(package)
    if file != _own_catalogue_file():
        chassis = read_catalogue(_own_catalogue_file())
        for one in [one for one in _messages(wanted) if _has([chassis], one) and not _has([catalogue], one)]:
            wanted.delete(one.id, one.context)
    catalogue.update(wanted, no_fuzzy_matching=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as target:
        target.write(HEADER.encode())
        write_po(
            target,
            catalogue,
            width=LINE_WIDTH,
            no_location=True,
            omit_header=True,
            sort_output=True,
            ignore_obsolete=True,
        )
    return untranslated(package)


def _own_catalogue_file() -> Path:
    return OWN_CATALOGUE / TRANSLATED_INTO / "LC_MESSAGES" / "messages.po"


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (one for one in catalogue if one.id)


def _has(catalogues: list[Catalog], wanted: Message) -> bool:
    return any(_is_translated(catalogue.get(wanted.id, wanted.context)) for catalogue in catalogues)


def _is_translated(found: Message | None) -> bool:
    if found is None or found.fuzzy:
        return False
    forms = found.string if isinstance(found.string, (list, tuple)) else [found.string]
    return all(forms)


def _text(one: Message) -> str:
    return one.id if isinstance(one.id, str) else one.id[0]


def main(arguments: list[str]) -> int:
    """`update <folder>…` writes catalogues, `missing <folder>…` only lists; 1 while any is missing."""
    verb, *folders = arguments or ["missing"]
    act = {"update": update, "missing": untranslated}[verb]
    missing = [text for folder in folders for text in act(Path(folder))]
    sys.stdout.writelines(f"{text}\n" for text in missing)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
