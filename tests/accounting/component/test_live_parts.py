"""What a live hint makes a page fetch is there."""

from pathlib import Path

import accounting
from chassis.roles import Role
from tests.accounting.builders import TODAY, a_task_id, an_account, learning, registering
from tests.accounting.component.site import Site, me
from tests.live_parts import live_addresses, live_parts_in

TEMPLATES = Path(accounting.__file__).parent / "entrypoints/web/templates"
KESHA = me(Role.WORKER)


async def test_every_live_part_can_be_fetched(site: Site) -> None:
    task = a_task_id()
    await site.behind.handle(registering(an_account(KESHA, "Kesha")), learning(task))

    paths = (
        "/",
        "/company?q=kes&only=red",
        "/payouts",
        f"/payouts/{TODAY}",
        f"/accounts/{KESHA}",
        f"/days/{TODAY}",
        f"/tasks/{task}",
        "/integrity",
    )
    pages = [await site.visit(Role.ADMIN, path) for path in paths]
    addresses = set().union(*(live_addresses(page.text) for page in pages))
    parts = {address: (await site.visit(Role.ADMIN, address)).status_code for address in addresses}

    assert parts == dict.fromkeys(addresses, 200)
    assert len(parts) == live_parts_in(TEMPLATES)


async def test_company_is_where_one_is_while_closing_a_day(site: Site) -> None:
    page = await site.visit(Role.ADMIN, f"/days/{TODAY}/close")

    assert '<a href="/company" aria-current="page">' in page.text
    assert '<a href="/" aria-current="page">My account' not in page.text
