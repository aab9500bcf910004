"""The JSON API: amounts as decimal strings, days, pages, refusals."""

from datetime import timedelta
from uuid import UUID

import pytest

from chassis.identifiers import new_id
from chassis.roles import Role
from tests.accounting.builders import (
    TODAY,
    TOMORROW,
    YESTERDAY,
    a_charge,
    a_completion,
    a_task_id,
    an_account,
    an_account_id,
    charging,
    learning,
    on,
    registering,
    rewarding,
)
from tests.accounting.component.site import Site, me, open_site
from tests.infrastructure import DatabaseUrls

KESHA = me(Role.WORKER)


async def test_my_account_tells_balance_today_and_what_was_carried_over(site: Site) -> None:
    task = a_task_id()
    await site.behind.handle(
        registering(an_account(KESHA, "Kesha")),
        charging(a_charge(KESHA, at=on(YESTERDAY)), a_charge(KESHA, task)),
        rewarding(a_completion(KESHA, task)),
    )

    answer = await site.call(Role.WORKER, "/accounts/me")

    assert answer.json() == {
        "account_id": str(KESHA),
        "name": "Kesha",
        "balance": "10.00",
        "today": {"earned": "30.00", "spent": "10.00", "result": "20.00"},
        "carried_over": "-10.00",
    }


async def test_an_account_that_never_had_entries_is_empty(site: Site) -> None:
    answer = await site.call(Role.MANAGER, "/accounts/me")

    assert answer.status_code == 200
    assert (answer.json()["balance"], answer.json()["name"]) == ("0.00", "Manager")
    assert (await site.call(Role.MANAGER, "/accounts/me/entries")).json() == {"items": [], "next": None}


async def test_entries_tell_what_when_why_and_the_balance_after(site: Site) -> None:
    task = a_task_id()
    await site.behind.handle(learning(task), charging(a_charge(KESHA, task)))

    (entry,) = (await site.call(Role.WORKER, "/accounts/me/entries")).json()["items"]

    assert entry == {
        "kind": "assignment_fee",
        "amount": "-10.00",
        "balance_after": "-10.00",
        "task": {"id": str(task), "jira_id": "UBERPOP-42", "title": "Fix the beak"},
        "occurred_at": "2026-11-21T09:00:00.123456Z",
        "day": "2026-11-21",
    }


async def test_a_payout_has_no_task(site: Site) -> None:
    await site.behind.handle(rewarding(a_completion(KESHA)))
    await site.behind.accounting.close_day(TODAY)

    payout, _ = (await site.call(Role.WORKER, "/accounts/me/entries")).json()["items"]

    assert (payout["kind"], payout["amount"], payout["balance_after"], payout["task"]) == (
        "payout",
        "-30.00",
        "0.00",
        None,
    )


async def test_entries_come_in_pages_and_by_day(site: Site) -> None:
    await site.behind.handle(
        charging(*(a_charge(KESHA, at=on(day)) for day in (YESTERDAY, TODAY) for _ in range(3)))
    )
    path = f"/accounts/{KESHA}/entries"

    balances: list[str] = []
    cursor: str | None = None
    for _ in range(10):
        params = {"limit": "4"} if cursor is None else {"limit": "4", "cursor": cursor}
        page = (await site.call(Role.ACCOUNTANT, path, params=params)).json()
        balances += [entry["balance_after"] for entry in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    of_yesterday = (await site.call(Role.ACCOUNTANT, path, params={"day": str(YESTERDAY)})).json()

    assert balances == ["-60.00", "-50.00", "-40.00", "-30.00", "-20.00", "-10.00"]
    assert [each["balance_after"] for each in of_yesterday["items"]] == ["-30.00", "-20.00", "-10.00"]


async def test_accounts_are_found_by_part_of_a_name_in_pages(site: Site) -> None:
    await site.behind.handle(
        registering(*(an_account(an_account_id(), name) for name in ("Gosha", "Kesha", "Ara")))
    )

    first = (await site.call(Role.ADMIN, "/accounts", params={"q": "sha", "limit": "1"})).json()
    rest = (await site.call(Role.ADMIN, "/accounts", params={"q": "sha", "cursor": first["next"]})).json()

    assert [each["name"] for each in first["items"] + rest["items"]] == ["Gosha", "Kesha"]
    assert rest["next"] is None


async def test_management_earns_fees_less_rewards_each_day(site: Site) -> None:
    await site.behind.handle(
        charging(a_charge(KESHA, at=on(YESTERDAY)), a_charge(KESHA)), rewarding(a_completion(KESHA))
    )
    days = {"from": str(YESTERDAY), "to": str(TODAY)}

    answer = (await site.call(Role.ADMIN, "/management/earnings", params=days)).json()

    assert answer == {
        "today": "-20.00",
        "days": [
            {
                "day": "2026-11-20",
                "fees": "10.00",
                "rewards": "0.00",
                "earnings": "10.00",
                "state": "open",
            },
            {
                "day": "2026-11-21",
                "fees": "10.00",
                "rewards": "30.00",
                "earnings": "-20.00",
                "state": "open",
            },
        ],
    }


async def test_earnings_are_of_two_weeks_up_to_today_when_nothing_is_said(site: Site) -> None:
    days = (await site.call(Role.ADMIN, "/management/earnings")).json()["days"]

    assert [days[0]["day"], days[-1]["day"], len(days)] == [
        str(TODAY - timedelta(days=13)),
        str(TODAY),
        14,
    ]


@pytest.mark.parametrize(
    "days",
    [
        {"from": "2026-11-21", "to": "2026-11-20"},
        {"from": "2020-01-01", "to": "2026-11-20"},
    ],
)
async def test_a_range_that_cannot_be_is_refused(site: Site, days: dict[str, str]) -> None:
    answer = await site.call(Role.ADMIN, "/management/earnings", params=days)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_range")


async def test_a_day_is_closed_step_by_step(site: Site) -> None:
    await site.behind.handle(rewarding(a_completion(KESHA)))

    asked = await site.call(Role.ACCOUNTANT, f"/days/{TODAY}/close", "POST")
    again = await site.call(Role.ACCOUNTANT, f"/days/{TODAY}/close", "POST")
    await site.behind.accounting.finish_closing()
    closed = await site.call(Role.ACCOUNTANT, f"/days/{TODAY}")

    assert (asked.status_code, asked.json()["state"]) == (202, "closing")
    assert (again.status_code, again.json()["state"]) == (202, "closing")
    assert closed.json() == {"day": str(TODAY), "state": "closed", "payouts": 1, "total_paid": "30.00"}


async def test_a_day_to_come_is_not_closed(site: Site) -> None:
    answer = await site.call(Role.ADMIN, f"/days/{TOMORROW}/close", "POST")

    assert (answer.status_code, answer.json()["code"]) == (409, "day_not_over")


async def test_today_is_not_closed_where_that_is_not_allowed(urls: DatabaseUrls) -> None:
    async with open_site(urls, close_ahead_of_time=False) as site:
        today = await site.call(Role.ADMIN, f"/days/{TODAY}/close", "POST")
        yesterday = await site.call(Role.ADMIN, f"/days/{YESTERDAY}/close", "POST")

    assert (today.status_code, today.json()["code"]) == (409, "day_not_over")
    assert yesterday.status_code == 202


@pytest.mark.parametrize(
    "so_far",
    [
        "UPDATE synchronisation SET finished_at = NULL WHERE producer = 'tracker'",
        "DELETE FROM synchronisation",
    ],
    ids=["still arriving", "not even asked for"],
)
async def test_no_day_is_closed_while_history_is_still_to_come(site: Site, so_far: str) -> None:
    assert site.behind.database is not None
    async with site.behind.database.transaction() as transaction:
        await transaction.driver.execute(so_far)

    answer = await site.call(Role.ADMIN, f"/days/{TODAY}/close", "POST")

    assert (answer.status_code, answer.json()["code"]) == (409, "catching_up")


async def test_an_account_never_heard_of_is_not_found(site: Site) -> None:
    for path in (f"/accounts/{new_id()}", f"/accounts/{new_id()}/entries"):
        answer = await site.call(Role.ADMIN, path)

        assert (answer.status_code, answer.json()["code"]) == (404, "account_not_found")


@pytest.mark.parametrize(
    "path",
    ["/accounts/me/entries", "/accounts", f"/days/{TODAY}/entries", f"/tasks/{UUID(int=7)}/story"],
)
@pytest.mark.parametrize(
    "cursor", ["x", "WyJhIl0", "WzEsMl0", "WyJhIiwiYiJd", "WyIyMDI2LTExLTIxIiwtMV0", "Wy0xXQ"]
)
async def test_a_cursor_nobody_gave_out_is_refused(site: Site, path: str, cursor: str) -> None:
    answer = await site.call(Role.ADMIN, path, params={"cursor": cursor})

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_cursor")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1999-12-31", "3000-01-01"])
@pytest.mark.parametrize(
    "path", ["/days/{day}", "/accounts/me/entries?day={day}", "/management/earnings?from={day}&to={day}"]
)
async def test_days_beyond_this_millennium_are_refused(site: Site, path: str, day: str) -> None:
    answer = await site.call(Role.ACCOUNTANT, path.format(day=day))

    assert answer.status_code == 422
    assert answer.json()["errors"]


async def test_the_book_of_a_day_is_answered_a_page_at_a_time(site: Site) -> None:
    task = a_task_id()
    await site.behind.handle(charging(*(a_charge(KESHA) for _ in range(2)), a_charge(KESHA, task)))

    first = (await site.call(Role.ADMIN, f"/days/{TODAY}/entries", params={"limit": 2})).json()
    rest = (
        await site.call(Role.ADMIN, f"/days/{TODAY}/entries", params={"limit": 2, "cursor": first["next"]})
    ).json()

    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)
    assert {entry["amount"] for entry in first["items"]} == {"-10.00"}
    assert str(task) in {entry["task"]["id"] for entry in [*first["items"], *rest["items"]]}


async def test_the_story_of_a_task_is_answered_a_page_at_a_time(site: Site) -> None:
    task = a_task_id()
    await site.behind.handle(
        learning(task), charging(a_charge(KESHA, task), a_charge(KESHA, task, no=2, at=on(TODAY, 20)))
    )
    await site.behind.accounting.close_day(TODAY)
    await site.behind.handle(rewarding(a_completion(KESHA, task, at=on(TODAY, 21))))
    path = f"/tasks/{task}/story"

    first = (await site.call(Role.ADMIN, path, params={"limit": 2})).json()
    rest = (await site.call(Role.ADMIN, path, params={"limit": 2, "cursor": first["next"]})).json()

    assert {name: first[name] for name in ("assignments", "fees", "rewards", "earnings")} == {
        "assignments": 2,
        "fees": "20.00",
        "rewards": "30.00",
        "earnings": "-10.00",
    }
    assert [(entry["assignment_no"], entry["late"]) for entry in first["items"]] == [(1, False), (2, False)]
    assert [(each["kind"], each["day"], each["late"]) for each in rest["items"]] == [
        ("completion_reward", str(TOMORROW), True)
    ]
    assert rest["next"] is None


async def test_accounts_in_the_red_are_answered_alone(site: Site) -> None:
    gosha = me(Role.MANAGER)
    await site.behind.handle(
        registering(an_account(KESHA, "Kesha"), an_account(gosha, "Gosha")), charging(a_charge(gosha))
    )

    found = (await site.call(Role.ADMIN, "/accounts", params={"in_the_red": True})).json()

    assert [account["name"] for account in found["items"]] == ["Gosha"]
