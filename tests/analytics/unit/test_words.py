"""Every word of the dashboard is there in Russian."""

from pathlib import Path

import analytics
from chassis.pages.messages import broken_translations, untranslated

PACKAGE = Path(analytics.__file__).parent


def test_nothing_is_left_in_english() -> None:
    assert untranslated(PACKAGE) == []


def test_every_translation_fits_its_source() -> None:
    assert broken_translations(PACKAGE) == []
