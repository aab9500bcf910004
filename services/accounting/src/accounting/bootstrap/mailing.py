"""Whoever sends mails, put together; nobody, where no mail server is named."""

from collections.abc import Sequence
from pathlib import Path

import structlog

import accounting as package
from accounting.adapters.mail.letters import PayoutLetters
from accounting.application.accounting import Accounting
from accounting.entrypoints.live import Hints
from accounting.entrypoints.scheduler.mailer import Mailer
from accounting.settings import AccountingSettings
from chassis.clock import Clock
from chassis.mail import SmtpPost
from chassis.mailing import Mailing

CATALOGUE = Path(package.__file__).parent / "entrypoints" / "web" / "locale"


def mailers_of(
    accounting: Accounting, settings: AccountingSettings, clock: Clock, hints: Hints
) -> Sequence[Mailer]:
    """The worker's one mailer; without POPUG_SMTP_HOST none, and mails wait until there is one."""
    server = settings.mail_server
    if server is None:
        structlog.get_logger(__name__).warning("mails wait", reason="POPUG_SMTP_HOST names no mail server")
        return []
    letters = PayoutLetters(settings.mail_from, settings.accounting_url, [CATALOGUE])
    return [Mailer(Mailing(accounting.mailbag, letters, SmtpPost(server), clock), hints)]
