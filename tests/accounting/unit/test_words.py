"""The pages' words are all there in Russian."""

from pathlib import Path

import accounting
from chassis.pages.messages import broken_translations, untranslated

PACKAGE = Path(accounting.__file__).parent


def test_nothing_is_left_untranslated() -> None:
    assert untranslated(PACKAGE) == []


def test_every_translation_fits_its_source() -> None:
    assert broken_translations(PACKAGE) == []
