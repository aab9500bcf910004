"""Hands mails to a mail server, each over a connection of its own."""

import asyncio
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage

import aiosmtplib

from accounting.application.mail_ports import MailRefused, MailServerAway

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


@dataclass(frozen=True, slots=True)
class MailServer:
    """With `start_tls` nothing is said before the connection is encrypted and the certificate is seen to be
    valid. `greeting` is the name we give ourselves."""

    host: str
    port: int
    greeting: str
    start_tls: bool = False
    user: str | None = None
    password: str | None = None


class SmtpPost:
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
