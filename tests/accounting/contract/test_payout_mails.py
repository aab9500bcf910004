"""The mails about payouts: one per payout, each given to one mailer at a time, and kept until it is sent."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

from accounting.application.commands.queue_payout_mails import QueuePayoutMails
from accounting.application.mail_ports import DueMail
from accounting.application.queries.days import MailView
from accounting.domain.identifiers import AccountId, Cents
from accounting.domain.payout_mail import MailState, Payout
from tests.accounting.builders import (
    NOON,
    TODAY,
    YESTERDAY,
    a_charge,
    a_completion,
    an_account,
    an_account_id,
    charging,
    on,
    registering,
    rewarding,
)
from tests.accounting.harness import Harness

UNTIL = NOON + timedelta(seconds=30)


def a_payout(account_id: AccountId, amount: int = 2000) -> Payout:
    return Payout(account_id, TODAY, Cents(amount))


async def take(harness: Harness, at: datetime = NOON, until: datetime = UNTIL) -> list[DueMail]:
    """Every mail that is due, one after the other."""
    taken = []
    while (mail := await harness.accounting.mailbag.take(at, until=until)) is not None:
        taken.append(mail)
    return taken


async def take_one(harness: Harness) -> DueMail:
    """The mail longest due."""
    mail = await harness.accounting.mailbag.take(NOON, until=UNTIL)
    assert mail is not None
    return mail


async def pay(harness: Harness, *account_ids: AccountId) -> None:
    """Have these heard of, earned, paid and queued, as the events of a closed day would."""
    await harness.handle(
        registering(*(an_account(each) for each in account_ids)),
        rewarding(*(a_completion(each) for each in account_ids)),
    )
    await harness.accounting.close_day(TODAY)
    await harness.handle(QueuePayoutMails([a_payout(each, 3000) for each in account_ids]))


async def mail_of(harness: Harness, account_id: AccountId) -> MailView:
    payouts = await harness.accounting.days.payouts(TODAY, after=0, limit=1000)
    mail = next(each.mail for each in payouts if each.account_id == account_id)
    assert mail is not None, f"no mail to {account_id} is queued"
    return mail


async def test_a_mail_tells_the_payout_and_what_the_day_was_made_of(harness: Harness) -> None:
    kesha = an_account_id()
    await harness.handle(
        registering(an_account(kesha)),
        charging(a_charge(kesha), a_charge(kesha, at=on(YESTERDAY))),
        rewarding(a_completion(kesha), a_completion(kesha)),
        QueuePayoutMails([a_payout(kesha, 4000)]),
    )

    (mail,) = await take(harness)

    assert mail == DueMail(
        a_payout(kesha, 4000), "Kesha", "kesha@popug.inc", "en", Cents(6000), Cents(1000), 0, UNTIL
    )


async def test_a_payout_told_of_twice_is_one_mail(harness: Harness) -> None:
    kesha = an_account_id()
    await harness.handle(registering(an_account(kesha)))

    await harness.handle(QueuePayoutMails([a_payout(kesha), a_payout(kesha)]))
    await harness.handle(QueuePayoutMails([a_payout(kesha)]))

    assert len(await take(harness)) == 1


async def test_a_payout_told_of_again_after_its_mail_was_sent_is_not_mailed_again(harness: Harness) -> None:
    kesha = an_account_id()
    await pay(harness, kesha)
    (mail,) = await take(harness)
    await harness.accounting.mailbag.sent(mail, NOON)

    await harness.handle(QueuePayoutMails([a_payout(kesha)]))

    assert await take(harness, at=UNTIL + timedelta(days=1)) == []
    assert await mail_of(harness, kesha) == MailView(MailState.SENT, 1, None, NOON)


async def test_no_payouts_are_no_mails(harness: Harness) -> None:
    await harness.handle(QueuePayoutMails([]))

    assert await take(harness) == []


async def test_a_mail_to_somebody_not_heard_of_waits_and_holds_up_nobody(harness: Harness) -> None:
    stranger, kesha = an_account_id(), an_account_id()
    await harness.handle(QueuePayoutMails([a_payout(stranger)]))
    await harness.handle(registering(an_account(kesha)), QueuePayoutMails([a_payout(kesha)]))

    first = await take(harness)
    await harness.handle(registering(an_account(stranger, "Gosha")))
    then = await take(harness)

    assert [mail.payout.account_id for mail in first] == [kesha]
    assert [(mail.payout.account_id, mail.name) for mail in then] == [(stranger, "Gosha")]


async def test_a_mail_is_given_to_nobody_else_until_its_time_is_up(harness: Harness) -> None:
    kesha = an_account_id()
    await pay(harness, kesha)

    first = await take(harness)
    meanwhile = await take(harness, at=UNTIL - timedelta(seconds=1))
    after = await take(harness, at=UNTIL, until=UNTIL + timedelta(seconds=30))

    assert [len(taken) for taken in (first, meanwhile, after)] == [1, 0, 1]


async def test_the_mail_that_waits_longest_comes_first(harness: Harness) -> None:
    people = [an_account_id() for _ in range(3)]
    await pay(harness, *people)
    first, second, third = [await take_one(harness) for _ in people]
    minutes = timedelta(minutes=1)

    for mail, again_at in (
        (first, UNTIL + 3 * minutes),
        (second, UNTIL + minutes),
        (third, UNTIL + 2 * minutes),
    ):
        await harness.accounting.mailbag.failed(mail, "not now", again_at)

    again = await take(harness, at=UNTIL + 3 * minutes, until=UNTIL + 4 * minutes)
    assert [mail.payout for mail in again] == [second.payout, third.payout, first.payout]


async def test_a_mail_that_failed_waits_with_its_reason(harness: Harness) -> None:
    kesha = an_account_id()
    await pay(harness, kesha)
    again_at = NOON + timedelta(seconds=10)
    (mail,) = await take(harness)

    await harness.accounting.mailbag.failed(mail, "550 no such popug", again_at)

    assert await mail_of(harness, kesha) == MailView(MailState.WAITING, 1, "550 no such popug", None)
    assert await take(harness, at=again_at - timedelta(seconds=1)) == []
    (again,) = await take(harness, at=again_at)
    assert again.failures == 1


async def test_a_mail_sent_after_failures_no_longer_tells_why(harness: Harness) -> None:
    kesha = an_account_id()
    await pay(harness, kesha)
    (mail,) = await take(harness)
    await harness.accounting.mailbag.failed(mail, "not now", UNTIL)
    (again,) = await take(harness, at=UNTIL, until=UNTIL + timedelta(seconds=30))

    await harness.accounting.mailbag.sent(again, UNTIL)

    assert await mail_of(harness, kesha) == MailView(MailState.SENT, 2, None, UNTIL)


async def test_who_took_too_long_cannot_disturb_who_has_the_mail_now(harness: Harness) -> None:
    kesha = an_account_id()
    await pay(harness, kesha)
    mailbag = harness.accounting.mailbag
    (late,) = await take(harness)
    await take(harness, at=UNTIL, until=UNTIL + timedelta(seconds=30))

    await mailbag.failed(late, "too late", UNTIL)

    assert await take(harness, at=UNTIL) == []
    assert (await mail_of(harness, kesha)).last_error is None


async def test_what_was_sent_stays_sent(harness: Harness) -> None:
    kesha = an_account_id()
    await pay(harness, kesha)
    mailbag = harness.accounting.mailbag
    (mail,) = await take(harness)
    await mailbag.sent(mail, NOON)

    await mailbag.failed(mail, "too late", NOON)
    await mailbag.sent(mail, UNTIL)

    assert await mail_of(harness, kesha) == MailView(MailState.SENT, 1, None, NOON)


async def test_many_mailers_at_once_share_the_mails_between_them(in_postgres: Harness) -> None:
    people = [an_account_id() for _ in range(40)]
    await pay(in_postgres, *people)

    shares = await asyncio.gather(*(take(in_postgres) for _ in range(8)))

    taken = [mail.payout.account_id for share in shares for mail in share]
    assert Counter(taken) == Counter(people)


async def test_a_mail_queued_by_a_clock_that_runs_ahead_is_due_at_once(in_postgres: Harness) -> None:
    kesha = an_account_id()
    await in_postgres.handle(registering(an_account(kesha)))
    in_postgres.clock.put_at(datetime.now(UTC) + timedelta(days=2))

    await in_postgres.handle(QueuePayoutMails([a_payout(kesha)]))

    soon = datetime.now(UTC) + timedelta(minutes=1)
    assert await in_postgres.accounting.mailbag.take(soon, until=soon + timedelta(seconds=30)) is not None
