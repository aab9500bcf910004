"""What a live hint makes a page fetch is there."""

from pathlib import Path

import analytics
from tests.analytics.component.conftest import Web
from tests.live_parts import live_addresses, live_parts_in

TEMPLATES = Path(analytics.__file__).parent / "entrypoints/web/templates"


async def test_every_live_part_can_be_fetched(web: Web) -> None:
    async with web.browser() as browser:
        pages = [await browser.get("/?range=30-days"), await browser.get("/rebuilds")]
        found = {address for page in pages for address in live_addresses(page.text)}
        parts = {address: (await browser.get(address)).status_code for address in found}

    assert set(parts.values()) == {200}
    assert len(parts) == live_parts_in(TEMPLATES)
