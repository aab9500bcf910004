"""Links and the mails that carry them, whatever keeps them."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from auth.application.letter_ports import DueLetter
from auth.application.queries.waiting_mails import MailsWaiting
from auth.domain.identifiers import LetterId, LinkId
from auth.domain.mailed_link import Letter, LetterKind, LinkKind, MailedLink
from auth.domain.secret import digest
from chassis.identifiers import AccountId, new_id
from tests.auth.builders import NOW, a_new_account
from tests.auth.contract.conftest import Adapters

LATER = NOW + timedelta(minutes=5)


def a_link(account_id: AccountId | None, token: str) -> MailedLink:
    return MailedLink(
        link_id=LinkId(new_id()),
        kind=LinkKind.FORGOTTEN,
        token_digest=digest(token),
        account_id=account_id,
        email="kesha@popug.inc",
        name="Kesha",
        locale="ru",
        password_hash=None,
        made_at=NOW,
        expires_at=LATER,
    )


def a_letter(link: MailedLink, seconds: int = 0) -> Letter:
    at = NOW + timedelta(seconds=seconds)
    kind = LetterKind.FORGOTTEN
    return Letter(LetterId(new_id()), kind, link.link_id, link.email, link.name, link.locale, at)


async def waiting(adapters: Adapters, *seconds: int) -> list[Letter]:
    async with adapters.scope() as scope:
        link = a_link(None, "token")
        await scope.mailed_links.add(link)
        letters = [a_letter(link, each) for each in seconds]
        for letter in letters:
            await scope.letters.add(letter)
    return letters


async def take_one(adapters: Adapters, minutes: int = 0) -> DueLetter | None:
    """The mail longest due."""
    at = NOW + timedelta(minutes=minutes)
    return await adapters.mailbag.take(at, until=at + timedelta(minutes=5))


async def take(adapters: Adapters, minutes: int = 0) -> list[DueLetter]:
    """Every mail that is due, one after the other."""
    taken = []
    while (due := await take_one(adapters, minutes)) is not None:
        taken.append(due)
    return taken


async def test_links_are_found_counted_and_used_up(adapters: Adapters) -> None:
    async with adapters.scope() as scope:
        account = a_new_account()
        await scope.accounts.add(account)
        first, second = a_link(account.account_id, "first"), a_link(account.account_id, "second")
        nobodys = a_link(None, "nobody's")
        for link in (first, second, nobodys):
            await scope.mailed_links.add(link)
        found = await scope.mailed_links.with_token(digest("first"))
        await scope.mailed_links.use(first.used(NOW))
        await scope.mailed_links.use_all_of(account.account_id, LATER)

        assert found == first
        assert await scope.mailed_links.with_token(digest("first")) == first.used(NOW)
        assert await scope.mailed_links.with_token(digest("second")) == second.used(LATER)
        assert await scope.mailed_links.with_token(digest("never")) is None
        assert await scope.mailed_links.asked_since("kesha@popug.inc", NOW) == 3
        assert await scope.mailed_links.asked_since("kesha@popug.inc", LATER) == 0

    assert await adapters.links.with_token(digest("nobody's")) == nobodys
    assert await adapters.links.with_token(digest("never")) is None


async def test_a_mail_is_given_to_one_at_a_time(adapters: Adapters) -> None:
    letters = await waiting(adapters, 0, -1)

    first = await take(adapters)
    meanwhile = await take(adapters, minutes=4)
    after_a_death = await take(adapters, minutes=5)

    assert [due.letter for due in first] == [letters[1], letters[0]]
    assert meanwhile == []
    assert {due.letter for due in after_a_death} == set(letters)


async def test_the_mail_that_waits_longest_comes_first(adapters: Adapters) -> None:
    letters = await waiting(adapters, 0, -2, -1)
    first, second, third = await take(adapters)

    for due, minutes in ((first, 9), (second, 7), (third, 8)):
        await adapters.mailbag.failed(due, "not now", NOW + timedelta(minutes=minutes))

    assert [due.letter for due in (first, second, third)] == [letters[1], letters[2], letters[0]]
    again = await take(adapters, minutes=9)
    assert [due.letter for due in again] == [second.letter, third.letter, first.letter]


async def test_many_mailers_at_once_share_the_mails_between_them(adapters: Adapters) -> None:
    letters = await waiting(adapters, *range(-40, 0))

    shares = await asyncio.gather(*(take(adapters) for _ in range(8)))

    assert Counter(due.letter for share in shares for due in share) == Counter(letters)


async def test_a_mail_sent_is_never_given_again(adapters: Adapters) -> None:
    await waiting(adapters, 0)
    (due,) = await take(adapters)

    await adapters.mailbag.sent(due, NOW)

    assert await take(adapters, minutes=60) == []


async def test_a_mail_that_failed_rests(adapters: Adapters) -> None:
    await waiting(adapters, 0)
    (due,) = await take(adapters)

    await adapters.mailbag.failed(due, "no such popug", NOW + timedelta(minutes=10))

    assert await take(adapters, minutes=9) == []
    (again,) = await take(adapters, minutes=10)
    assert again.failures == 1


async def test_a_late_report_changes_nothing_of_a_mail_somebody_else_has_now(adapters: Adapters) -> None:
    await waiting(adapters, 0)
    (mine,) = await take(adapters)
    (elses,) = await take(adapters, minutes=5)

    await adapters.mailbag.failed(mine, "late", NOW)

    assert await take(adapters, minutes=6) == []
    assert elses.failures == 0


async def test_a_mail_that_rests_is_sent_ahead_of_its_time(adapters: Adapters) -> None:
    letters = await waiting(adapters, 0)
    (due,) = await take(adapters)
    await adapters.mailbag.failed(due, "no such popug", LATER)

    async with adapters.scope() as scope:
        hastened = await scope.letters.hasten(letters[0].letter_id, NOW)

    assert hastened
    (again,) = await take(adapters)
    assert (again.letter, again.failures) == (letters[0], 1)


async def test_only_a_mail_that_rests_can_be_hastened(adapters: Adapters) -> None:
    untried, taken = await waiting(adapters, 60, 0)
    (due,) = await take(adapters)
    assert due.letter == taken

    async with adapters.scope() as scope:
        hastened = [
            await scope.letters.hasten(letter_id, NOW)
            for letter_id in (untried.letter_id, taken.letter_id, LetterId(new_id()))
        ]

    assert hastened == [False, False, False]
    assert await take(adapters) == []


async def test_a_mail_that_was_sent_after_all_does_not_rest(adapters: Adapters) -> None:
    (letter,) = await waiting(adapters, 0)
    (slow,) = await take(adapters)
    (other,) = await take(adapters, minutes=5)
    await adapters.mailbag.failed(other, "silence", LATER)
    await adapters.mailbag.sent(slow, NOW)

    async with adapters.scope() as scope:
        assert not await scope.letters.hasten(letter.letter_id, NOW)
    assert list(await adapters.waiting_mails.page(None, 10)) == []


async def test_waiting_mails_are_told_with_what_became_of_them(adapters: Adapters) -> None:
    letters = await waiting(adapters, 0, -1, 60)
    nobodys = replace(letters[0], letter_id=LetterId(new_id()), kind=LetterKind.NOBODY)
    async with adapters.scope() as scope:
        await scope.letters.add(nobodys)
    failed = await take_one(adapters)
    assert failed is not None
    await adapters.mailbag.failed(failed, "no such popug", LATER)

    found = await adapters.waiting_mails.page(None, 10)
    rest = await adapters.waiting_mails.page(letters[0].letter_id, 1)

    assert [mail.letter_id for mail in found] == [letter.letter_id for letter in letters]
    assert [mail.letter_id for mail in rest] == [letters[1].letter_id]
    assert [(mail.failures, mail.reason, mail.resting) for mail in found] == [
        (0, None, False),
        (1, "no such popug", True),
        (0, None, False),
    ]
    assert found[1].due_at == LATER
    assert await adapters.waiting_mails.count() == MailsWaiting(all=3, failed=1)
