"""Marks that tests get by what they use and where they are, so that a part of them can be chosen."""

import os
import shutil
from typing import Final

import pytest

MARKS: Final = {
    "services": "needs PostgreSQL or RabbitMQ",
    "browser": "drives a browser",
    "e2e": "drives the whole system, in a browser where it is about pages",
    "faults": "kills, cuts and freezes parts of the system under load, for longer than `make test` takes",
}
BROWSER_SETTING: Final = "CHROMIUM"
BROWSERS: Final = (
    "chromium-headless-shell",  # the same engine without windows, for a good part less of the processor
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
NO_BROWSER: Final = "no Chromium found: install it, or name it with CHROMIUM=<path>"


def chromium() -> str | None:
    """The browser to drive: the one named by CHROMIUM, or the system's."""
    named = os.environ.get(BROWSER_SETTING)
    return named or next(filter(None, map(shutil.which, BROWSERS)), None)


def pytest_configure(config: pytest.Config) -> None:
    """Make the marks known."""
    for name, meaning in MARKS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test, and begin with those that run the whole system: they take longest."""
    items.sort(key=lambda item: "only_system" not in getattr(item, "fixturenames", ()))
    for item in items:
        if _needs_services(item):
            item.add_marker("services")
        if "e2e" in item.path.parts:
            item.add_marker("e2e")
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
            if chromium() is None:
                item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


def _needs_services(item: pytest.Item) -> bool:
    """Whether the test uses the run's servers, or runs over PostgreSQL one of the times it runs."""
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    return "test_run" in getattr(item, "fixturenames", ()) or "postgres" in {
        value for value in parameters.values() if isinstance(value, str)
    }
