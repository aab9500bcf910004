"""A mail server in the test's own process: it keeps what it takes, and can be away or refuse."""

import asyncio
import email
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

LOOPBACK = "127.0.0.1"
REFUSAL = "550 5.1.1 No such popug"


async def _at_once() -> None:
    """Nothing to wait for."""


@dataclass
class MailServer:
    """`refused` are recipients it will have nothing to do with; it answers `after_taking` a mail."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    logins: list[str] = field(default_factory=list)
    after_taking: Callable[[], Awaitable[object]] = _at_once
    options: Mapping[str, Any] = field(default_factory=dict)

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, _server: object, _session: object, envelope: Any, address: str, _options: object
    ) -> str:
        """Whether a mail for `address` is taken."""
        if address in self.refused:
            return REFUSAL
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802
        """Take a mail."""
        mail = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        await self.after_taking()
        return "250 OK"

    def authenticate(self, _server: object, _session: object, _envelope: object, _how: str, data: Any) -> Any:
        """Let everybody in who has a password."""
        assert isinstance(data, LoginPassword)
        self.logins.append(f"{data.login.decode()}:{data.password.decode()}")
        return AuthResult(success=True)

    @property
    def message_ids(self) -> list[str]:
        """Those of the mails taken, in order; a long one comes on a line of its own."""
        return [mail["Message-ID"].strip() for mail in self.mails]

    @property
    def recipients(self) -> list[str]:
        """Whom the mails taken are addressed to, in order."""
        return [mail["To"].addresses[0].addr_spec for mail in self.mails]

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """There while the block lasts."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(self._protocol, LOOPBACK, self.port)
        try:
            yield
        finally:
            server.close()

    def _protocol(self) -> SMTP:
        return SMTP(self, hostname="localhost", enable_SMTPUTF8=True, **self.options)


def with_logins(server: MailServer, tls: ssl.SSLContext) -> MailServer:
    """The same, that encrypts with `tls` and lets nobody in without a password."""
    server.options = {
        "tls_context": tls,
        "require_starttls": True,
        "auth_required": True,
        "authenticator": server.authenticate,
    }
    return server
