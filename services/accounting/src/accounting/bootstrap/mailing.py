"""Whoever sends mails, put together; nobody, where no mail server is named."""

from collections.abc import Sequence
from email.utils import parseaddr
from pathlib import Path

import structlog

import accounting as package
from accounting.adapters.mail.letters import PayoutLetters
from accounting.adapters.mail.smtp import MailServer, SmtpPost
from accounting.application.accounting import Accounting
from accounting.application.mailing import Mailing
from accounting.entrypoints.scheduler.mailer import Hints, Mailer
from accounting.settings import AccountingSettings
from chassis.clock import Clock

CATALOGUE = Path(package.__file__).parent / "entrypoints" / "web" / "locale"


def mailers_of(
    accounting: Accounting, settings: AccountingSettings, clock: Clock, hints: Hints
) -> Sequence[Mailer]:
    """The worker's one mailer; without POPUG_SMTP_HOST none, and mails wait until there is one."""
    if settings.smtp_host is None:
        structlog.get_logger(__name__).warning("mails wait", reason="POPUG_SMTP_HOST names no mail server")
        return []
    letters = PayoutLetters(settings.mail_from, settings.accounting_url, [CATALOGUE])
    post = SmtpPost(_server(settings, settings.smtp_host))
    return [Mailer(Mailing(accounting.mailbag, letters, post, clock), hints)]


def _server(settings: AccountingSettings, host: str) -> MailServer:
    password = settings.smtp_password
    return MailServer(
        host=host,
        port=settings.smtp_port,
        greeting=parseaddr(settings.mail_from)[1].rpartition("@")[2],
        start_tls=settings.smtp_start_tls,
        user=settings.smtp_user,
        password=None if password is None else password.get_secret_value(),
    )
