"""Whoever sends mails, put together; nobody, where no mail server is named."""

from collections.abc import Sequence
from pathlib import Path

import structlog

import auth as package
from auth.adapters.letters.writer import LinkLetters
from auth.adapters.postgres.letters import PostgresMailbag
from auth.adapters.vault import DrawnSecrets
from auth.entrypoints.mailer import Hints, Mailer
from auth.settings import AuthSettings
from chassis.clock import Clock
from chassis.mail import SmtpPost
from chassis.mailing import Mailing
from chassis.postgres.database import Database

CATALOGUE = Path(package.__file__).parent / "entrypoints" / "web" / "locale"


def mailers_of(database: Database, settings: AuthSettings, clock: Clock, hints: Hints) -> Sequence[Mailer]:
    """The worker's one mailer; without POPUG_SMTP_HOST none, and mails wait until there is one."""
    server = settings.mail_server
    if server is None:
        structlog.get_logger(__name__).warning("mails wait", reason="POPUG_SMTP_HOST names no mail server")
        return []
    tokens = DrawnSecrets(settings.key_encryption_key.get_secret_value())
    writer = LinkLetters(settings.mail_from, settings.issuer, [CATALOGUE], tokens)
    return [Mailer(Mailing(PostgresMailbag(database), writer, SmtpPost(server), clock), hints)]
