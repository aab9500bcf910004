"""The book of a day, the story of a task, what closing would do, and what became of the mails."""

from datetime import timedelta

from accounting.application.commands.queue_payout_mails import QueuePayoutMails
from accounting.application.queries.days import MailCounts, Prospect
from accounting.application.queries.task_stories import StoryPlace
from accounting.domain.identifiers import Cents
from accounting.domain.payout_mail import Payout
from tests.accounting.builders import (
    NOON,
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
from tests.accounting.harness import Harness


async def test_the_prospect_of_closing_is_what_closing_does(harness: Harness) -> None:
    kesha, gosha, ara = an_account_id(), an_account_id(), an_account_id()
    await harness.handle(
        rewarding(a_completion(kesha), a_completion(ara, at=on(YESTERDAY))),
        charging(a_charge(gosha), a_charge(ara, at=on(TOMORROW))),
    )

    prospect = await harness.accounting.days.prospect(TODAY)
    await harness.accounting.close_day(TODAY)

    assert prospect == Prospect(TODAY, employees=2, amount=6000, in_debt=1, debt=1000, earlier=(YESTERDAY,))
    paid = await harness.accounting.days.earnings(YESTERDAY, TODAY)
    assert sum(day.payouts for day in paid) == prospect.amount


async def test_the_prospect_counts_what_each_earlier_open_day_will_pay_first(harness: Harness) -> None:
    up_and_down, down_and_up, was_paid = an_account_id(), an_account_id(), an_account_id()
    earliest = YESTERDAY - timedelta(days=1)
    await harness.handle(rewarding(a_completion(was_paid, at=on(earliest))))
    await harness.accounting.close_day(earliest)
    await harness.handle(
        rewarding(a_completion(up_and_down, at=on(YESTERDAY)), a_completion(down_and_up)),
        charging(
            *(a_charge(up_and_down) for _ in range(4)),
            *(a_charge(down_and_up, at=on(YESTERDAY)) for _ in range(2)),
            a_charge(was_paid),
        ),
    )

    prospect = await harness.accounting.days.prospect(TODAY)
    await harness.accounting.close_day(TODAY)

    people = (up_and_down, down_and_up, was_paid)
    paid = await harness.accounting.days.earnings(YESTERDAY, TODAY)
    assert prospect == Prospect(TODAY, 2, 3000 + 1000, 2, 4000 + 1000, earlier=(YESTERDAY,))
    assert sum(day.payouts for day in paid) == prospect.amount
    assert -sum([await harness.balance(who) for who in people]) == prospect.debt


async def test_the_book_of_a_day_holds_everyones_entries_and_no_others(harness: Harness) -> None:
    kesha, gosha, task = an_account_id(), an_account_id(), a_task_id()
    await harness.handle(
        registering(an_account(kesha, "Kesha")),
        learning(task, "Fix the beak"),
        charging(a_charge(kesha, task), a_charge(gosha, at=on(YESTERDAY)), a_charge(gosha)),
        rewarding(a_completion(kesha, task)),
    )
    await harness.accounting.close_day(TODAY)
    book = harness.accounting.day_book

    whole = [entry async for entry in book.all(TODAY)]
    newest = await book.page(TODAY, before=None, limit=2)
    older = await book.page(TODAY, before=newest[-1].number, limit=9)

    assert [*newest, *older] == whole[::-1]
    assert sorted((entry.kind.value, entry.name, entry.amount) for entry in whole) == [
        ("assignment_fee", "", -1000),
        ("assignment_fee", "Kesha", -1000),
        ("completion_reward", "Kesha", 3000),
        ("payout", "Kesha", -2000),
    ]
    assert {entry.task.title for entry in whole if entry.task} == {"Fix the beak", ""}
    assert list(await book.page(TOMORROW, before=None, limit=9)) == []


async def test_the_story_of_a_task_is_everything_that_happened_to_it_in_order(harness: Harness) -> None:
    kesha, gosha, task = an_account_id(), an_account_id(), a_task_id()
    await harness.handle(
        registering(an_account(gosha, "Gosha")),
        charging(a_charge(gosha, task, no=2, at=on(TODAY, 10)), a_charge(gosha)),
        rewarding(a_completion(gosha, task, at=on(TODAY, 11))),
    )
    await harness.accounting.close_day(YESTERDAY)
    await harness.handle(charging(a_charge(kesha, task, at=on(YESTERDAY))), learning(task, "Fix the beak"))
    stories = harness.accounting.stories

    story = await stories.find(task)
    entries = await stories.entries(task, after=None, limit=9)
    rest = await stories.entries(task, after=StoryPlace(entries[0].occurred_at, entries[0].number), limit=9)

    assert story is not None
    assert story.task.title == "Fix the beak"
    assert (story.assignments, story.fees, story.rewards, story.earnings) == (2, 2000, 3000, -1000)
    assert story.price is not None
    assert (story.price.fee, story.price.reward) == (1000, 3000)
    assert [(each.name, each.assignment_no, each.amount, each.day) for each in entries] == [
        ("", 1, -1000, TODAY),
        ("Gosha", 2, -1000, TODAY),
        ("Gosha", None, 3000, TODAY),
    ]
    assert list(rest) == list(entries[1:])


async def test_a_task_never_heard_of_has_no_story(harness: Harness) -> None:
    await harness.handle(charging(a_charge(an_account_id())))
    unheard = a_task_id()

    assert await harness.accounting.stories.find(unheard) is None
    assert list(await harness.accounting.stories.entries(unheard, after=None, limit=9)) == []


async def test_mails_are_counted_by_what_became_of_them(harness: Harness) -> None:
    people = [an_account_id() for _ in range(4)]
    await harness.handle(
        registering(*(an_account(who) for who in people)), rewarding(*(a_completion(who) for who in people))
    )
    await harness.accounting.close_day(TODAY)
    await harness.handle(QueuePayoutMails([Payout(who, TODAY, Cents(3000)) for who in people[:3]]))
    mailbag, until = harness.accounting.mailbag, NOON + timedelta(seconds=30)
    one, other = [await mailbag.take(NOON, until=until) for _ in range(2)]
    assert one is not None
    assert other is not None
    await mailbag.sent(one, NOON)
    await mailbag.failed(other, "550 no such popug", NOON)
    days = harness.accounting.days

    counts = await days.mails(await days.payout_days(before=None, limit=9))

    assert counts == {TODAY: MailCounts(sent=1, waiting=2, failed=1)}
    assert await days.mails([]) == {}
