"""A mail can be sent again, and a mail server that is down for an hour delays and does nothing else."""

import asyncio
from datetime import timedelta

import pytest

from accounting.application.commands.resend_payout_mail import ResendPayoutMail
from accounting.domain.errors import MailNotFound
from accounting.domain.payout_mail import MailState
from chassis.mailing import RETRY_LONGEST
from chassis.post import MailServerAway
from chassis.roles import Role
from tests.accounting.builders import TODAY, YESTERDAY, a_charge, an_account_id, charging
from tests.accounting.component.payroll import Payroll, somebody
from tests.accounting.component.site import open_site
from tests.accounting.harness import Harness

STEP = timedelta(seconds=20)


async def test_a_mail_that_was_sent_is_sent_once_more_as_another_mail(payroll: Payroll) -> None:
    kesha = somebody()
    await payroll.pay(kesha)
    async with payroll.server.at_work():
        await payroll.round()

        await payroll.accounting.handle(ResendPayoutMail(TODAY, kesha.account_id))
        waiting = await payroll.mail_of(kesha.account_id)
        await payroll.round()
        await payroll.round()

    assert waiting.state is MailState.WAITING
    first, second = payroll.server.message_ids
    assert (first, second) == (
        f"<payout.{TODAY}.{kesha.account_id}@popug.inc>",
        f"<payout.{TODAY}.{kesha.account_id}.again-1@popug.inc>",
    )
    assert (await payroll.mail_of(kesha.account_id)).state is MailState.SENT


async def test_a_mail_that_failed_is_tried_at_once_as_the_same_mail(payroll: Payroll) -> None:
    kesha = somebody()
    await payroll.pay(kesha)
    await payroll.fails()
    async with payroll.server.at_work():
        resting = await payroll.round()

        await payroll.accounting.handle(ResendPayoutMail(TODAY, kesha.account_id))
        await payroll.round()

    assert resting == 0
    assert payroll.server.message_ids == [f"<payout.{TODAY}.{kesha.account_id}@popug.inc>"]


@pytest.mark.parametrize("times", [1, 3])
async def test_a_mail_that_waits_is_not_doubled_by_asking_for_it(payroll: Payroll, times: int) -> None:
    kesha = somebody()
    await payroll.pay(kesha)

    for _ in range(times):
        await payroll.accounting.handle(ResendPayoutMail(TODAY, kesha.account_id))
    async with payroll.server.at_work():
        for _ in range(3):
            await payroll.round()

    assert len(payroll.server.mails) == 1


async def test_there_is_nothing_to_send_where_nobody_was_paid(harness: Harness) -> None:
    with pytest.raises(MailNotFound):
        await harness.handle(ResendPayoutMail(YESTERDAY, an_account_id()))


async def test_the_button_has_a_mail_sent_again(payroll: Payroll) -> None:
    kesha = somebody()
    await payroll.pay(kesha)
    async with payroll.server.at_work(), open_site(payroll.urls) as site:
        await payroll.round()
        page = (await site.visit(Role.ACCOUNTANT, f"/payouts/{TODAY}")).text

        address = f"/payouts/{TODAY}/{kesha.account_id}/resend?after=0"
        answer = await site.visit(Role.ACCOUNTANT, address, "POST")
        nobody = await site.visit(Role.ACCOUNTANT, f"/payouts/{TODAY}/{an_account_id()}/resend", "POST")

        assert f'action="{address}"' in page
        assert (answer.status_code, answer.headers["location"]) == (303, f"/payouts/{TODAY}?after=0")
        assert (await payroll.mail_of(kesha.account_id)).state is MailState.WAITING
        assert nobody.status_code == 303


async def test_where_no_mail_server_is_named_the_page_says_so_and_promises_nothing(payroll: Payroll) -> None:
    kesha = somebody()
    await payroll.pay(kesha)
    with pytest.raises(MailServerAway):
        await payroll.round()
    failed = await payroll.mail_of(kesha.account_id)
    async with open_site(payroll.urls, smtp_host=None) as site:
        page = (await site.visit(Role.ACCOUNTANT, f"/payouts/{TODAY}")).text
        await site.visit(Role.ACCOUNTANT, f"/payouts/{TODAY}/{kesha.account_id}/resend", "POST")

        assert "No mail server is named" in page
        assert "Try now" not in page
        assert await payroll.mail_of(kesha.account_id) == failed


async def test_a_mail_server_down_for_an_hour_delays_and_neither_loses_nor_doubles_nor_holds_up(
    payroll: Payroll,
) -> None:
    people = [somebody(f"Popug{number}") for number in range(25)]
    await payroll.pay(*people)
    begun = payroll.accounting.clock.now()

    while payroll.accounting.clock.now() - begun < timedelta(hours=1):
        await _round_or_failure(payroll)
        payroll.pass_time(STEP)
    await payroll.accounting.handle(charging(a_charge(people[0].account_id)))
    before = list(payroll.server.mails)
    async with payroll.server.at_work():
        back = payroll.accounting.clock.now()
        while payroll.accounting.clock.now() - back <= RETRY_LONGEST:
            await payroll.round()
            payroll.pass_time(STEP)

    assert before == []
    assert sorted(payroll.server.recipients) == sorted(each.email for each in people)
    assert len(set(payroll.server.message_ids)) == len(people)
    assert {(await payroll.mail_of(each.account_id)).state for each in people} == {MailState.SENT}


async def _round_or_failure(payroll: Payroll) -> None:
    try:
        await payroll.mailer().send_due(asyncio.Event())
    except MailServerAway:
        return
