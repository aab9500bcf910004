"""What there is to see: balances, the audit log page by page, days, and who would be paid."""

from datetime import timedelta
from itertools import pairwise

from accounting.application.queries.accounts import Headcount, Place
from accounting.application.queries.entries import DayOfAccount, EntryView, Neighbours, Position
from accounting.domain.business_day import DayState
from accounting.domain.identifiers import AccountId
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
    on,
    registering,
    rewarding,
)
from tests.accounting.harness import Harness


async def test_my_account_tells_today_and_what_was_carried_over(harness: Harness) -> None:
    kesha, task = an_account_id(), a_task_id()
    await harness.handle(
        registering(an_account(kesha, "Kesha")),
        charging(a_charge(kesha, at=on(YESTERDAY)), a_charge(kesha, task)),
        rewarding(a_completion(kesha, task)),
    )

    view = await harness.view(kesha)

    assert view.name == "Kesha"
    assert (view.balance, view.earned, view.spent, view.result, view.carried_over) == (
        1000,
        3000,
        1000,
        2000,
        -1000,
    )


async def test_an_account_known_by_name_alone_is_empty(harness: Harness) -> None:
    kesha = an_account_id()
    await harness.handle(registering(an_account(kesha)))

    view = await harness.view(kesha)

    assert (view.balance, view.carried_over, view.result) == (0, 0, 0)


async def test_an_account_known_by_its_entries_alone_has_no_name_yet(harness: Harness) -> None:
    kesha = an_account_id()
    await harness.handle(charging(a_charge(kesha)))

    view = await harness.view(kesha)

    assert (view.name, view.balance) == ("", -1000)


async def test_an_account_never_heard_of_is_not_found(harness: Harness) -> None:
    assert await harness.accounting.accounts.find(an_account_id(), today=TODAY) is None
    assert await harness.entries(an_account_id()) == []


async def test_every_page_of_the_log_goes_on_with_the_balance_of_the_one_before(harness: Harness) -> None:
    kesha, gosha = an_account_id(), an_account_id()
    for day in (TODAY, YESTERDAY):
        await harness.handle(
            charging(*(a_charge(who, at=on(day)) for who in (kesha, gosha) for _ in range(5)))
        )
        await harness.handle(rewarding(*(a_completion(kesha, at=on(day)) for _ in range(3))))

    whole = await harness.entries(kesha)
    paged: list[EntryView] = []
    before: Position | None = None
    for _ in range(20):
        page = await harness.accounting.entries.page(kesha, day=None, before=before, limit=3)
        paged.extend(page.entries)
        before = page.entries[-1].position
        if not page.older:
            break

    assert paged == list(whole)
    assert len(paged) == 16
    assert paged[0].balance_after == await harness.balance(kesha)
    assert paged[-1].balance_after == paged[-1].amount
    steps = pairwise(paged)
    assert all(newer.balance_after - newer.amount == older.balance_after for newer, older in steps)


async def test_balances_within_a_day_of_very_many_entries_are_right_on_every_page(harness: Harness) -> None:
    kesha, gosha = an_account_id(), an_account_id()
    for number in range(9):
        fees = (a_charge(who) for who in (kesha, gosha) for _ in range(200))
        await harness.handle(charging(*fees), rewarding(*(a_completion(kesha) for _ in range(number))))
    await harness.accounting.close_day(TODAY)

    whole = await harness.entries(kesha)
    starts = range(99, len(whole) - 1, 100)
    views = harness.accounting.entries
    pages = [await views.page(kesha, day=None, before=whole[start].position, limit=2) for start in starts]

    assert len(whole) == 9 * 200 + sum(range(9))
    assert [page.entries[0] for page in pages] == [whole[start + 1] for start in starts]
    assert whole[-1].balance_after == whole[-1].amount


async def test_the_log_of_one_day_has_the_balances_of_that_day(harness: Harness) -> None:
    kesha = an_account_id()
    await harness.handle(
        charging(*(a_charge(kesha, at=on(day)) for day in (YESTERDAY, TODAY, TOMORROW) for _ in range(2)))
    )

    page = await harness.accounting.entries.page(kesha, day=TODAY, before=None, limit=1)
    rest = await harness.accounting.entries.page(kesha, day=TODAY, before=page.entries[0].position, limit=10)

    assert page.older
    assert [each.balance_after for each in (*page.entries, *rest.entries)] == [-4000, -3000]
    assert not rest.older


async def test_accounts_are_listed_by_name_a_page_at_a_time_and_found_by_part_of_it(harness: Harness) -> None:
    names = ["Gosha", "Kesha", "Ara", "Kakadu_100%"]
    ids = {name: an_account_id() for name in names}
    await harness.handle(registering(*(an_account(ids[name], name) for name in names)))
    views = harness.accounting.accounts

    first = await views.page("", today=TODAY, after=None, limit=2)
    rest = await views.page("", today=TODAY, after=Place(first[-1].name, first[-1].account_id), limit=9)
    found = {
        text: await views.page(text, today=TODAY, after=None, limit=9) for text in ("SHA", "_1", "0%", "%")
    }

    assert [each.name for each in (*first, *rest)] == ["Ara", "Gosha", "Kakadu_100%", "Kesha"]
    assert [each.name for each in found["SHA"]] == ["Gosha", "Kesha"]
    assert [each.name for each in found["_1"]] == ["Kakadu_100%"]
    assert [each.name for each in found["0%"]] == ["Kakadu_100%"]
    assert [each.name for each in found["%"]] == ["Kakadu_100%"]


async def test_people_with_the_same_name_are_all_listed(harness: Harness) -> None:
    ids = sorted(an_account_id() for _ in range(3))
    await harness.handle(registering(*(an_account(each, "Kesha") for each in ids)))

    listed: list[AccountId] = []
    after: Place | None = None
    for _ in ids:
        (one,) = await harness.accounting.accounts.page("kesha", today=TODAY, after=after, limit=1)
        listed.append(one.account_id)
        after = Place(one.name, one.account_id)

    assert listed == ids


async def test_those_in_the_red_are_counted(harness: Harness) -> None:
    kesha, gosha = an_account_id(), an_account_id()
    await harness.handle(
        registering(an_account(kesha), an_account(gosha, "Gosha")),
        charging(a_charge(kesha)),
        rewarding(a_completion(gosha)),
    )

    assert await harness.accounting.accounts.headcount() == Headcount(employees=2, in_the_red=1)


async def test_earnings_are_listed_for_every_day_even_those_without_entries(harness: Harness) -> None:
    kesha = an_account_id()
    await harness.handle(
        charging(a_charge(kesha, at=on(YESTERDAY)), a_charge(kesha)), rewarding(a_completion(kesha))
    )
    before = YESTERDAY - timedelta(days=1)

    days = await harness.accounting.days.earnings(before, TOMORROW)

    assert [(each.day, each.fees, each.rewards, each.earnings) for each in days] == [
        (before, 0, 0, 0),
        (YESTERDAY, 1000, 0, 1000),
        (TODAY, 1000, 3000, -2000),
        (TOMORROW, 0, 0, 0),
    ]
    assert {each.state for each in days} == {DayState.OPEN}


async def test_the_whole_log_is_read_as_it_stood_when_reading_began(harness: Harness) -> None:
    kesha = an_account_id()
    await harness.handle(charging(*(a_charge(kesha, at=on(day)) for day in (YESTERDAY, TODAY))))
    whole = await harness.entries(kesha)
    views = harness.accounting.entries

    assert [entry async for entry in views.all(kesha, day=None)] == list(whole)
    assert [entry async for entry in views.all(kesha, day=YESTERDAY)] == list(whole[1:])
    assert [entry async for entry in views.all(an_account_id(), day=None)] == []


async def test_days_of_an_account_tell_what_they_did_to_it_and_which_are_next_to_them(
    harness: Harness,
) -> None:
    kesha = an_account_id()
    await harness.handle(
        rewarding(a_completion(kesha, at=on(YESTERDAY))), charging(a_charge(kesha, at=on(TOMORROW)))
    )
    await harness.accounting.close_day(YESTERDAY)
    views = harness.accounting.entries

    days = await views.days(kesha, [YESTERDAY, TODAY, TOMORROW])
    around = await views.around(kesha, TODAY)

    assert days == {YESTERDAY: DayOfAccount(3000, 0, 3000), TOMORROW: DayOfAccount(0, 1000, 0)}
    assert around == Neighbours(YESTERDAY, TOMORROW)
    assert await views.around(kesha, YESTERDAY) == Neighbours(None, TOMORROW)
    assert await views.around(an_account_id(), TODAY) == Neighbours(None, None)


async def test_those_in_the_red_are_found_alone(harness: Harness) -> None:
    kesha, gosha = an_account_id(), an_account_id()
    await harness.handle(
        registering(an_account(kesha, "Kesha"), an_account(gosha, "Gosha")),
        charging(a_charge(kesha)),
        rewarding(a_completion(gosha)),
    )
    views = harness.accounting.accounts

    red = await views.page("", today=TODAY, after=None, limit=9, in_the_red=True)
    none = await views.page("gosha", today=TODAY, after=None, limit=9, in_the_red=True)

    assert [view.name for view in red] == ["Kesha"]
    assert list(none) == []


async def test_payouts_of_a_day_are_listed_a_page_at_a_time(harness: Harness) -> None:
    kesha, gosha = an_account_id(), an_account_id()
    await harness.handle(registering(an_account(kesha)), rewarding(a_completion(kesha), a_completion(gosha)))
    await harness.accounting.close_day(TODAY)
    days = harness.accounting.days

    (first,) = await days.payouts(TODAY, after=0, limit=1)
    (second,) = await days.payouts(TODAY, after=first.number, limit=5)

    assert {first.account_id, second.account_id} == {kesha, gosha}
    assert {first.name, second.name} == {"Kesha", ""}
    assert first.amount == second.amount == 3000
    (day,) = await days.payout_days(before=None, limit=5)
    assert (day.day, day.state, day.employees_paid, day.payouts) == (TODAY, DayState.CLOSED, 2, 6000)
    assert list(await days.payout_days(before=TODAY, limit=5)) == []
    assert [payout async for payout in days.all_payouts(TODAY)] == [first, second]
