"""What a live hint makes a page fetch is there."""

from pathlib import Path

import tracker
from chassis.roles import Role
from tests.live_parts import live_addresses, live_parts_in
from tests.tracker.component.conftest import Web

TEMPLATES = Path(tracker.__file__).parent / "entrypoints/web/templates"


async def test_every_live_part_can_be_fetched(web: Web) -> None:
    manager, worker = await web.joins(Role.MANAGER), await web.joins()
    async with web.api(worker) as api:
        task_id = (await api.post("/tasks", json={"title": "Fix the beak"})).json()["id"]

    async with web.browser(manager) as browser:
        pages = [
            await browser.get(path) for path in ("/", "/tasks?q=beak", f"/tasks/{task_id}", "/reassignments")
        ]
        addresses = set().union(*(live_addresses(page.text) for page in pages))
        parts = {address: (await browser.get(address)).status_code for address in addresses}

    assert parts == dict.fromkeys(addresses, 200)
    assert len(parts) == live_parts_in(TEMPLATES)
