"""How mails are sent: each is taken when it is its turn, so that whatever ends the sending holds one up."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest

from auth.adapters.memory import MemoryStore
from auth.adapters.memory_letters import MemoryMailbag, MemoryOutgoingLetters
from auth.application.letter_ports import DueLetter
from auth.domain.identifiers import LetterId
from auth.domain.mailed_link import Letter, LetterKind
from chassis.clock import SettableClock
from chassis.identifiers import new_id
from chassis.mailing import MAILS_PER_ROUND, TAKEN_FOR, Mailing
from chassis.post import MailServerAway
from chassis.waiting import cancelled
from tests.auth.builders import NOW


class Address:
    """Writes nothing but to whom."""

    def write(self, mail: DueLetter, at: datetime) -> EmailMessage:
        message = EmailMessage()
        message["To"] = mail.letter.email
        return message


async def _at_once() -> None:
    pass


@dataclass
class Server:
    """Answers a mail once `answer` is done, and keeps it."""

    answer: Callable[[], Awaitable[object]] = _at_once
    recipients: list[str] = field(default_factory=list)

    async def send(self, message: EmailMessage) -> None:
        await self.answer()
        self.recipients.append(message["To"])


class Mails:
    """So many mails that are due, and a mailer."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.clock = SettableClock(NOW)
        self.server = Server()
        self.mailing = Mailing(MemoryMailbag(self.store), Address(), self.server, self.clock)

    async def queue(self, count: int) -> list[str]:
        emails = [f"popug{number}@popug.inc" for number in range(count)]
        for number, email in enumerate(emails):
            at = NOW - timedelta(minutes=count - number)
            letter = Letter(LetterId(new_id()), LetterKind.FORGOTTEN, None, email, "Popug", "en", at)
            await MemoryOutgoingLetters(self.store).add(letter)
        return emails

    async def round(self) -> int:
        return await self.mailing.send_due(lambda: True)


async def _quietly(mails: Mails) -> None:
    await mails.round()


async def test_a_round_sends_so_many_the_longest_waiting_first() -> None:
    mails = Mails()
    emails = await mails.queue(MAILS_PER_ROUND + 1)

    tried = [await mails.round() for _ in range(3)]

    assert tried == [MAILS_PER_ROUND, 1, 0]
    assert mails.server.recipients == emails


async def test_a_mailer_that_died_holds_up_the_one_mail_it_had_and_not_for_long() -> None:
    mails = Mails()
    first, *others = await mails.queue(4)
    taken = asyncio.Event()

    async def never() -> None:
        taken.set()
        await asyncio.Event().wait()

    mails.server.answer = never
    mailer = asyncio.create_task(_quietly(mails))
    await taken.wait()
    await cancelled(mailer)
    mails.server.answer = _at_once

    at_once = await mails.round()
    mails.clock.advance(TAKEN_FOR)
    later = await mails.round()

    assert (at_once, later) == (3, 1)
    assert mails.server.recipients == [*others, first]


async def test_a_server_that_is_away_fails_the_mail_that_showed_it_and_no_other() -> None:
    mails = Mails()
    await mails.queue(3)

    async def away() -> None:
        raise MailServerAway("nobody answers")

    mails.server.answer = away
    with pytest.raises(MailServerAway):
        await mails.round()

    assert sorted(due.failures for due in mails.store.letters.values()) == [0, 0, 1]
    mails.server.answer = _at_once
    assert await mails.round() == 2


async def test_a_mailer_told_to_stop_leaves_what_it_has_not_tried_to_others() -> None:
    mails = Mails()
    emails = await mails.queue(3)

    tried = await mails.mailing.send_due(lambda: not mails.server.recipients)
    rest = await mails.round()

    assert (tried, rest) == (1, 2)
    assert mails.server.recipients == emails
