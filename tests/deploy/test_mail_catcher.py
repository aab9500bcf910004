"""The mail catcher keeps what it is sent and shows it, and lets no mail act on its page."""

import asyncio
import json
import smtplib
import sys
import urllib.request
from collections.abc import AsyncIterator
from contextlib import suppress
from email.message import EmailMessage
from http import HTTPStatus
from pathlib import Path

import pytest
import pytest_asyncio

from deploy.mail.inbox import Inbox
from deploy.mail.pages import answer
from deploy.native.ports import LOOPBACK, free_port
from tests.eventually import eventually


def a_mail(subject: str = "You earned $15.00", *, text: str = "Well done", html: str | None = None) -> bytes:
    message = EmailMessage()
    message["From"] = "Popug <noreply@popug.inc>"
    message["To"] = "Kesha <kesha@popug.inc>"
    message["Subject"] = subject
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path)


@pytest_asyncio.fixture
async def ports(tmp_path: Path) -> AsyncIterator[tuple[int, int]]:
    smtp, http = free_port(), free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "deploy.mail.catcher", str(tmp_path), "--smtp-port", str(smtp), "--http-port", str(http)),
    )

    async def listening() -> bool:
        with suppress(OSError):
            _, writer = await asyncio.open_connection(LOOPBACK, http)
            writer.close()
            return True
        return False

    await eventually(listening, within_seconds=10)
    yield smtp, http
    process.terminate()
    await process.wait()


def fetch(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://{LOOPBACK}:{port}{path}", timeout=5) as page:
        return str(page.read().decode())


async def test_a_mail_sent_by_smtp_is_listed_and_shown(ports: tuple[int, int]) -> None:
    smtp, http = ports

    with smtplib.SMTP(LOOPBACK, smtp) as client:
        client.sendmail("noreply@popug.inc", ["kesha@popug.inc"], a_mail(html="<p>Well <b>done</b></p>"))

    summary = json.loads(fetch(http, "/api/v1/messages"))["messages"][0]
    full = json.loads(fetch(http, f"/api/v1/message/{summary['ID']}"))
    assert summary["To"] == [{"Name": "Kesha", "Address": "kesha@popug.inc"}]
    assert "You earned $15.00" in fetch(http, "/")
    assert full["Text"].strip() == "Well done"
    assert "<b>done</b>" in full["HTML"]


async def test_a_request_that_is_not_http_does_no_harm(ports: tuple[int, int]) -> None:
    _, http = ports
    reader, writer = await asyncio.open_connection(LOOPBACK, http)

    writer.write(b"nonsense\r\n\r\n")

    assert await reader.read() == b""
    writer.close()
    assert fetch(http, "/health") == "ok"


def test_mails_are_listed_newest_first(inbox: Inbox) -> None:
    for subject in ("first", "second"):
        inbox.keep(a_mail(subject))

    assert [mail.subject for mail in inbox.newest_first(10)] == ["second", "first"]


def test_the_oldest_mails_go_when_there_are_too_many(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path, mails_max=2)

    for subject in ("first", "second", "third"):
        inbox.keep(a_mail(subject))

    assert [mail.subject for mail in inbox.newest_first(10)] == ["third", "second"]


def test_what_a_mail_says_cannot_act_on_the_page(inbox: Inbox) -> None:
    inbox.keep(
        a_mail("<script>alert(1)</script>", text="<script>alert(2)</script>", html="<script>3</script>")
    )
    mail_id = inbox.newest_first(1)[0].id

    pages = answer(inbox, "GET", "/").body + answer(inbox, "GET", f"/mails/{mail_id}").body

    assert b"<script" not in pages
    assert b"<iframe sandbox " in pages


@pytest.mark.parametrize("path", ["/mails/nowhere", "/nowhere", "/api/v1/message/../../secrets.json"])
def test_what_is_not_there_is_not_found(inbox: Inbox, path: str) -> None:
    assert answer(inbox, "GET", path).status is HTTPStatus.NOT_FOUND


def test_an_emptied_inbox_says_that_nothing_was_sent(inbox: Inbox) -> None:
    inbox.keep(a_mail())

    answer(inbox, "DELETE", "/api/v1/messages")

    assert b"Nothing was sent yet" in answer(inbox, "GET", "/").body
