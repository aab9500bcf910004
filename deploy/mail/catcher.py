"""The mail catcher: `python -m deploy.mail.catcher DIR --smtp-port 1025 --http-port 8025`.

SMTP in, a page of what came out. It needs little memory on purpose: it runs beside everything else.
"""

import argparse
import asyncio
import signal
from functools import partial
from pathlib import Path
from typing import Any, Final

from aiosmtpd.smtp import SMTP

from deploy.mail.inbox import Inbox
from deploy.mail.pages import Answer, answer

LOOPBACK: Final = "127.0.0.1"
MAIL_SIZE_MAX_BYTES: Final = 5_000_000
REQUEST_TIMEOUT_SECONDS: Final = 10.0
HEADERS_MAX: Final = 100


class Catcher:
    """What aiosmtpd calls when a mail has come."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: N802
        """Keep the mail."""
        self._inbox.keep(envelope.content)
        return "250 OK"


async def serve(inbox: Inbox, smtp_port: int, http_port: int) -> None:
    """Catch and show mails until asked to stop."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    smtp = await loop.create_server(partial(_smtp, inbox), LOOPBACK, smtp_port)
    http = await asyncio.start_server(partial(_answer_browser, inbox), LOOPBACK, http_port)
    async with smtp, http:
        await stop.wait()


def _smtp(inbox: Inbox) -> SMTP:
    return SMTP(
        Catcher(inbox), data_size_limit=MAIL_SIZE_MAX_BYTES, enable_SMTPUTF8=True, hostname="localhost"
    )


async def _answer_browser(inbox: Inbox, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        async with asyncio.timeout(REQUEST_TIMEOUT_SECONDS):
            method, path = await _read_request(reader)
            writer.write(_response(answer(inbox, method, path)))
            await writer.drain()
    except (TimeoutError, ValueError, ConnectionError):
        return  # Whoever asked has gone or does not speak HTTP: there is nobody to answer.
    finally:
        writer.close()


async def _read_request(reader: asyncio.StreamReader) -> tuple[str, str]:
    method, path, _ = (await reader.readline()).decode("latin-1").split()
    for _ in range(HEADERS_MAX):
        if await reader.readline() in {b"\r\n", b"\n", b""}:
            break
    return method, path


def _response(content: Answer) -> bytes:
    head = (
        f"HTTP/1.1 {content.status.value} {content.status.phrase}\r\n"
        f"content-type: {content.content_type}\r\ncontent-length: {len(content.body)}\r\n"
        "cache-control: no-store\r\nx-content-type-options: nosniff\r\n"
        "content-security-policy: script-src 'none'; object-src 'none'\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + content.body


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    arguments = parser.parse_args()
    asyncio.run(serve(Inbox(arguments.directory), arguments.smtp_port, arguments.http_port))


if __name__ == "__main__":
    main()
