from importlib.util import find_spec
from pathlib import Path

import pytest

from chassis.pages.messages import broken_translations, catalogue_file, untranslated, update
from deploy.services import SERVICES

PACKAGES = ("chassis", *SERVICES)


def folder_of(package: str) -> Path:
    spec = find_spec(package)
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0])


def a_package(root: Path, *, template: str = "", python: str = "", catalogue: str = "") -> Path:
    web = root / "entrypoints" / "web"
    (web / "templates").mkdir(parents=True)
    (web / "templates" / "page.html").write_text(template)
    (web / "pages.py").write_text(python)
    file = catalogue_file(root)
    file.parent.mkdir(parents=True)
    file.write_text(catalogue)
    return root


@pytest.mark.parametrize("package", PACKAGES)
def test_every_message_is_there_in_russian(package: str) -> None:
    assert untranslated(folder_of(package)) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_translations_fit_their_sources(package: str) -> None:
    assert broken_translations(folder_of(package)) == []


def test_a_missing_translation_in_a_template_is_noticed(tmp_path: Path) -> None:
    package = a_package(tmp_path, template="{{ _('Fix the beak') }}{% trans %}Feed the cat{% endtrans %}")

    assert untranslated(package) == ["Fix the beak", "Feed the cat"]


@pytest.mark.parametrize("part", ["payout.txt", "payout.html"])
def test_a_missing_translation_in_a_mail_is_noticed(tmp_path: Path, part: str) -> None:
    package = a_package(tmp_path)
    mails = package / "adapters" / "mail" / "mail_templates"
    mails.mkdir(parents=True)
    (mails / part).write_text("{{ _('Fix the beak') }}")

    assert untranslated(package) == ["Fix the beak"]


def test_a_missing_translation_in_python_is_noticed(tmp_path: Path) -> None:
    plural = "pages.ngettext(request, '%(num)s a', '%(num)s b', 3)"
    python = f"pages.gettext(request, 'One')\nmessage('Two')\n{plural}\n"
    package = a_package(tmp_path, python=python)

    assert untranslated(package) == ["One", "Two", "%(num)s a"]


def test_a_plural_with_a_form_missing_is_not_translated(tmp_path: Path) -> None:
    catalogue = 'msgid "%(num)s a"\nmsgid_plural "%(num)s b"\nmsgstr[0] "x"\nmsgstr[1] "y"\nmsgstr[2] ""\n'
    package = a_package(tmp_path, template="{{ ngettext('%(num)s a', '%(num)s b', 2) }}", catalogue=catalogue)

    assert untranslated(package) == ["%(num)s a"]


def test_a_guess_marked_fuzzy_is_not_a_translation(tmp_path: Path) -> None:
    catalogue = '#, fuzzy\nmsgid "Fix the beak"\nmsgstr "Почини клюв"\n'
    package = a_package(tmp_path, template="{{ _('Fix the beak') }}", catalogue=catalogue)

    assert untranslated(package) == ["Fix the beak"]


def test_what_the_chassis_translates_needs_no_second_translation(tmp_path: Path) -> None:
    package = a_package(tmp_path, template="{{ _('Cancel') }}")

    assert untranslated(package) == []


def test_a_translation_that_loses_a_value_is_noticed(tmp_path: Path) -> None:
    catalogue = '#, python-format\nmsgid "Done: %(title)s"\nmsgstr "Готово: %(titel)s"\n'
    package = a_package(tmp_path, catalogue=catalogue)

    assert len(broken_translations(package)) == 1


def test_updating_adds_what_is_new_keeps_what_is_translated_and_drops_what_is_gone(tmp_path: Path) -> None:
    catalogue = 'msgid "Fix the beak"\nmsgstr "Почини клюв"\n\nmsgid "Gone"\nmsgstr "Нет"\n'
    template = "{{ _('Fix the beak') }} {{ _('Feed the cat') }} {{ _('Cancel') }}"
    package = a_package(tmp_path, template=template, catalogue=catalogue)

    missing = update(package)

    written = catalogue_file(package).read_text()
    assert missing == ["Feed the cat"]
    assert 'msgstr "Почини клюв"' in written
    assert 'msgid "Feed the cat"\nmsgstr ""' in written
    assert "Gone" not in written
    assert "Cancel" not in written


def test_updating_twice_changes_nothing(tmp_path: Path) -> None:
    package = a_package(tmp_path, template="{{ _('Fix the beak') }}")
    update(package)
    once = catalogue_file(package).read_bytes()

    update(package)

    assert catalogue_file(package).read_bytes() == once
