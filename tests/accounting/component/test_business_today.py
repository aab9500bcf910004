"""Today is one and the same day everywhere: the business day that runs."""

from chassis.roles import Role
from tests.accounting.builders import (
    TODAY,
    TOMORROW,
    YESTERDAY,
    a_charge,
    a_completion,
    an_account,
    charging,
    on,
    registering,
    rewarding,
)
from tests.accounting.component.site import Site, me, open_site
from tests.infrastructure import DatabaseUrls

KESHA = me(Role.WORKER)


async def test_once_today_is_closed_everything_counts_for_the_next_day(site: Site) -> None:
    await site.behind.handle(registering(an_account(KESHA)), rewarding(a_completion(KESHA)))
    await site.behind.accounting.close_day(TODAY)
    await site.behind.handle(charging(a_charge(KESHA)))

    mine = await site.visit(Role.WORKER, "/")
    company = await site.visit(Role.ADMIN, "/company")
    earnings = (await site.call(Role.ADMIN, "/management/earnings")).json()
    account = (await site.call(Role.WORKER, "/accounts/me")).json()

    for page in (mine, company):
        assert "Business day Sunday, 22 November 2026" in page.text
        assert "Today is Sunday, 22 November 2026 already" in page.text
    assert earnings["today"] == "10.00"
    assert earnings["days"][-1] == {
        "day": str(TOMORROW),
        "fees": "10.00",
        "rewards": "0.00",
        "earnings": "10.00",
        "state": "open",
    }
    assert account["today"] == {"earned": "0.00", "spent": "10.00", "result": "-10.00"}
    assert "Close the day" not in company.text


async def test_while_today_is_open_nothing_has_to_be_explained(site: Site) -> None:
    await site.behind.handle(registering(an_account(KESHA)))

    mine = await site.visit(Role.WORKER, "/")

    assert "Business day Saturday, 21 November 2026" in mine.text
    assert "already" not in mine.text


async def test_a_day_that_is_over_and_still_open_may_be_closed_where_none_is_closed_early(
    urls: DatabaseUrls,
) -> None:
    async with open_site(urls, close_ahead_of_time=False) as site:
        nothing_booked = await site.visit(Role.ADMIN, "/company")
        await site.behind.handle(charging(a_charge(KESHA, at=on(YESTERDAY))))
        company = await site.visit(Role.ADMIN, "/company")
        today = await site.visit(Role.ADMIN, f"/days/{TODAY}")
        yesterday = await site.visit(Role.ADMIN, f"/days/{YESTERDAY}")

    assert "/close" not in nothing_booked.text
    assert f"/days/{YESTERDAY}/close" in company.text
    assert f"/days/{YESTERDAY}/close" in yesterday.text
    assert "/close" not in today.text
