"""What journeys use: a running system, and a browser where pages are concerned."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser

from tests.e2e.browsing import opened_browser
from tests.system.fixtures import company, only_system, pytest_runtest_makereport, system

__all__ = ["browser", "company", "only_system", "pytest_runtest_makereport", "system"]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One for all journeys of a file."""
    async with opened_browser() as opened:
        yield opened
