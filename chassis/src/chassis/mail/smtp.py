"""Hands mails to a mail server, each over a connection of its own."""

import asyncio
from email.errors import MessageError
from email.message import EmailMessage

import aiosmtplib

from chassis.mail.server import MailServer
from chassis.post import MailRefused, MailServerAway

SECONDS_MAX = 15.0
"""How long a mail may take altogether."""

AWAY = (
    aiosmtplib.SMTPConnectError,
    aiosmtplib.SMTPServerDisconnected,
    aiosmtplib.SMTPTimeoutError,
    aiosmtplib.SMTPHeloError,
    aiosmtplib.SMTPAuthenticationError,
    OSError,
)
REFUSED = (aiosmtplib.SMTPException, MessageError, ValueError)


class SmtpPost:
    """A `Post` to this server; a mail takes `seconds_max` seconds at most."""

    def __init__(self, server: MailServer, seconds_max: float = SECONDS_MAX) -> None:
        self._server = server
        self._seconds_max = seconds_max

    async def send(self, message: EmailMessage) -> None:
        try:
            async with asyncio.timeout(self._seconds_max):
                await self._hand_over(message)
        except AWAY as error:
            raise MailServerAway(_reason(error)) from error
        except REFUSED as error:
            raise MailRefused(_reason(error)) from error

    async def _hand_over(self, message: EmailMessage) -> None:
        _ = await aiosmtplib.send(
            message,
            hostname=self._server.host,
            port=self._server.port,
            local_hostname=self._server.greeting,
            start_tls=self._server.start_tls,
            username=self._server.user,
            password=self._server.password,
            timeout=self._seconds_max,
        )


def _reason(error: Exception) -> str:
    match error:
        case aiosmtplib.SMTPRecipientsRefused(recipients=[first, *_]):
            return _reason(first)
        case aiosmtplib.SMTPResponseException():
            return f"{error.code} {error.message}"
        case _:
            return str(error) or type(error).__name__
