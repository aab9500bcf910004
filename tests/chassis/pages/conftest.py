"""A browser, and a server with the gallery for it to look at."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser

from tests.chassis.pages.browser import LiveServer, chromium, serving


@pytest_asyncio.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as opened:
        yield opened


@pytest_asyncio.fixture
async def server() -> AsyncIterator[LiveServer]:
    async with serving(LiveServer()) as started:
        yield started
