"""Accounting with payouts to be mailed, and a mail server that may be away."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from accounting.application.commands.queue_payout_mails import QueuePayoutMails
from accounting.application.queries.days import MailView
from accounting.bootstrap.mailing import mailers_of
from accounting.domain.identifiers import AccountId, Cents
from accounting.domain.payout_mail import Payout
from accounting.entrypoints.scheduler.mailer import Mailer
from chassis.access import AccountState, RegisterAccounts
from chassis.mail import MailServerAway
from chassis.roles import Role
from tests.accounting.builders import NOON, TODAY, a_completion, an_account_id, rewarding
from tests.accounting.component.settings import settings_over
from tests.accounting.harness import Harness
from tests.infrastructure import DatabaseUrls
from tests.servers.mail import LOOPBACK, MailServer

SENDER = "Popug <payroll@popug.inc>"


class Told:
    """The hints that open pages would get."""

    def __init__(self) -> None:
        self.hints: list[str] = []

    def publish(self, hints: Iterable[str]) -> None:
        """Keep `hints`."""
        self.hints.extend(hints)


@dataclass
class Payroll:
    """Accounting with payouts to be mailed, and a mail server that may be away."""

    accounting: Harness
    urls: DatabaseUrls
    server: MailServer
    told: Told

    def mailer(self) -> Mailer:
        """One more mailer, as the worker has it."""
        settings = settings_over(self.urls, smtp_host=LOOPBACK, smtp_port=self.server.port, mail_from=SENDER)
        (mailer,) = mailers_of(self.accounting.accounting, settings, self.accounting.clock, self.told)
        return mailer

    async def round(self) -> int:
        """Have what is due sent."""
        return await self.mailer().send_due(asyncio.Event())

    async def fails(self) -> None:
        """The same, the mail server being away."""
        with pytest.raises(MailServerAway):
            await self.round()

    def pass_time(self, by: timedelta) -> None:
        """Let time pass."""
        self.accounting.clock.advance(by)

    async def pay(self, *people: AccountState) -> None:
        """Have each of them earn $30.00 today, be paid and be told of."""
        ids = [each.account_id for each in people]
        await self.accounting.handle(
            RegisterAccounts(people), rewarding(*(a_completion(account_id) for account_id in ids))
        )
        await self.accounting.accounting.close_day(TODAY)
        made = [each["data"] for each in await self.accounting.events("payout.made")]
        await self.accounting.handle(QueuePayoutMails([_payout(data) for data in made]))

    async def mail_of(self, account_id: AccountId) -> MailView:
        """What became of the mail about today's payout."""
        payouts = await self.accounting.accounting.days.payouts(TODAY, after=0, limit=1000)
        mail = next(each.mail for each in payouts if each.account_id == account_id)
        assert mail is not None
        return mail


def somebody(name: str = "Kesha", locale: str = "en", email: str = "") -> AccountState:
    address = email or f"{name.lower()}@popug.inc"
    return AccountState(an_account_id(), 1, name, address, Role.WORKER, True, locale, NOON)


def _payout(data: Any) -> Payout:
    return Payout(AccountId(UUID(data["account_id"])), date.fromisoformat(data["day"]), Cents(data["amount"]))
