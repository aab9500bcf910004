"""Mails about payouts, sent to a real mail server: normally once, and at least once whatever happens."""

import asyncio
from datetime import timedelta

import pytest

from accounting.application.queries.days import MailView
from accounting.bootstrap.mailing import mailers_of
from accounting.domain.payout_mail import MailState
from accounting.entrypoints.live import COMPANY
from accounting.entrypoints.scheduler.mailer import Mailer
from chassis.mailing import MAILS_PER_ROUND, RETRY_FIRST, RETRY_LONGEST, TAKEN_FOR
from chassis.waiting import cancelled
from tests.accounting.component.payroll import Payroll, Told, somebody
from tests.accounting.component.settings import settings_over
from tests.accounting.harness import Harness
from tests.chassis.messaging.support import running
from tests.eventually import eventually
from tests.infrastructure import DatabaseUrls
from tests.servers.mail import LOOPBACK, REFUSAL, MailServer

OPEN_TRANSACTIONS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND state LIKE 'idle in transaction%'
"""


async def _quietly(mailer: Mailer) -> None:
    await mailer.send_due(asyncio.Event())


async def test_a_mail_server_that_is_away_delays_and_loses_nothing(payroll: Payroll) -> None:
    people = [somebody(name) for name in ("Kesha", "Gosha", "Ara")]
    await payroll.pay(*people)

    for _ in people:
        await payroll.fails()
    states = [await payroll.mail_of(each.account_id) for each in people]
    assert [(state.state, state.attempts) for state in states] == [(MailState.WAITING, 1)] * 3
    assert all("Connect" in (state.last_error or "") for state in states)
    async with payroll.server.at_work():
        early = await payroll.round()
        payroll.pass_time(RETRY_FIRST)
        back = await payroll.round()
        payroll.pass_time(timedelta(days=1))
        later = await payroll.round()

    assert (early, back, later) == (0, 3, 0)
    assert sorted(payroll.server.recipients) == ["ara@popug.inc", "gosha@popug.inc", "kesha@popug.inc"]
    assert {(await payroll.mail_of(each.account_id)).state for each in people} == {MailState.SENT}


async def test_a_mail_is_never_given_up(payroll: Payroll) -> None:
    kesha = somebody()
    await payroll.pay(kesha)

    for _ in range(20):
        await payroll.fails()
        payroll.pass_time(RETRY_LONGEST)
    async with payroll.server.at_work():
        await payroll.round()

    assert payroll.server.recipients == ["kesha@popug.inc"]
    assert (await payroll.mail_of(kesha.account_id)).attempts == 21


async def test_a_refused_recipient_is_seen_with_the_reason_and_holds_up_nobody(payroll: Payroll) -> None:
    gone, kesha = somebody("Gone"), somebody()
    await payroll.pay(gone, kesha)
    payroll.server.refused.add("gone@popug.inc")

    async with payroll.server.at_work():
        await payroll.round()

        assert payroll.server.recipients == ["kesha@popug.inc"]
        assert await payroll.mail_of(gone.account_id) == MailView(MailState.WAITING, 1, REFUSAL, None)
        payroll.server.refused.clear()
        payroll.pass_time(RETRY_FIRST)
        await payroll.round()

    assert payroll.server.recipients == ["kesha@popug.inc", "gone@popug.inc"]


@pytest.mark.parametrize(
    "address", ["ke sha@popug.inc", "@", "кеша@попуг.рф", "kesha@popug.inc, x@popug.inc"]
)
async def test_an_address_that_cannot_be_used_holds_up_nobody(payroll: Payroll, address: str) -> None:
    await payroll.pay(somebody("Odd", email=address), somebody())

    async with payroll.server.at_work():
        await payroll.round()

    assert "kesha@popug.inc" in payroll.server.recipients
    assert "x@popug.inc" not in payroll.server.recipients


async def test_mailers_at_once_send_each_mail_once(payroll: Payroll) -> None:
    people = [somebody(f"Popug{number}") for number in range(3 * MAILS_PER_ROUND)]
    await payroll.pay(*people)

    async with payroll.server.at_work():
        await asyncio.gather(*(payroll.round() for _ in range(4)))

    assert sorted(payroll.server.recipients) == sorted(each.email for each in people)


async def test_a_mail_whose_mailer_died_is_sent_by_another(payroll: Payroll) -> None:
    await payroll.pay(somebody())
    mailer = payroll.mailer()
    taken = asyncio.Event()

    async def never_answer() -> None:
        taken.set()
        await asyncio.Event().wait()

    payroll.server.after_taking = never_answer

    async with payroll.server.at_work():
        task = asyncio.create_task(_quietly(mailer))
        await taken.wait()
        payroll.server.after_taking = MailServer.after_taking
        await cancelled(task)
        at_once = await payroll.round()
        payroll.pass_time(TAKEN_FOR)
        later = await payroll.round()

    assert (at_once, later) == (0, 1)
    first, second = payroll.server.message_ids
    assert first == second


async def test_no_transaction_is_open_while_a_mail_is_sent(payroll: Payroll) -> None:
    await payroll.pay(somebody())
    database = payroll.accounting.database
    assert database is not None
    open_transactions: list[int] = []

    async def look() -> None:
        async with database.one_statement() as driver:
            open_transactions.append(await driver.fetchval(OPEN_TRANSACTIONS))

    payroll.server.after_taking = look
    async with payroll.server.at_work():
        await payroll.round()
        async with database.transaction():
            await look()

    assert open_transactions == [0, 1]


async def test_the_mailer_goes_on_by_itself_once_the_mail_server_is_back(payroll: Payroll) -> None:
    kesha, gosha = somebody(), somebody("Gosha")
    await payroll.pay(kesha, gosha)
    duty = payroll.mailer().duty()

    async with running(duty):

        async def has_failed() -> bool:
            return (await payroll.mail_of(kesha.account_id)).attempts + (
                await payroll.mail_of(gosha.account_id)
            ).attempts == 2

        await eventually(has_failed, within_seconds=10)
        assert duty.ready()
        payroll.pass_time(RETRY_FIRST)
        async with payroll.server.at_work():
            await eventually(lambda: len(payroll.server.mails) == 2, within_seconds=15)

    assert COMPANY in payroll.told.hints


async def test_a_mailer_told_to_stop_leaves_what_it_has_not_tried_to_others(payroll: Payroll) -> None:
    await payroll.pay(somebody(), somebody("Gosha"))
    stop = asyncio.Event()

    async def stop_now() -> None:
        stop.set()

    payroll.server.after_taking = stop_now

    async with payroll.server.at_work():
        tried = await payroll.mailer().send_due(stop)
        rest = await payroll.round()

    assert (tried, rest) == (1, 1)
    assert len(set(payroll.server.recipients)) == 2


def test_a_worker_without_a_mail_server_sends_nothing(in_postgres: Harness, urls: DatabaseUrls) -> None:
    mailers = mailers_of(in_postgres.accounting, settings_over(urls), in_postgres.clock, Told())

    assert list(mailers) == []


async def test_a_server_that_does_not_encrypt_gets_no_mail_where_encryption_is_demanded(
    payroll: Payroll,
) -> None:
    kesha = somebody()
    await payroll.pay(kesha)
    settings = settings_over(
        payroll.urls, smtp_host=LOOPBACK, smtp_port=payroll.server.port, smtp_start_tls=True
    )
    (mailer,) = mailers_of(payroll.accounting.accounting, settings, payroll.accounting.clock, payroll.told)

    async with payroll.server.at_work():
        await mailer.send_due(asyncio.Event())

    assert payroll.server.mails == []
    assert (await payroll.mail_of(kesha.account_id)).state is MailState.WAITING
