"""What a live hint makes a page fetch is there."""

from pathlib import Path

import auth
from chassis.roles import Role
from tests.auth.component.world import World
from tests.live_parts import live_addresses, live_parts_in

TEMPLATES = Path(auth.__file__).parent / "entrypoints/web/templates"


async def test_every_live_part_can_be_fetched(world: World) -> None:
    admin = await world.signed_in("admin@popug.inc", Role.ADMIN)

    pages = [await admin.get("/accounts", q="admin"), await admin.get("/accounts/mails")]
    addresses = [address for page in pages for address in live_addresses(page.text)]
    parts = {address: (await admin.get(address)).status_code for address in addresses}

    assert set(parts.values()) == {200}
    assert len(parts) == live_parts_in(TEMPLATES)
