"""Links that come by mail: forgotten passwords, invitations, registrations."""

from datetime import timedelta

import pytest

from auth.application.commands.change_account import ChangeAccount
from auth.application.commands.create_account import CreateAccount
from auth.application.commands.deactivate_account import DeactivateAccount
from auth.application.commands.invite_account import InviteAccount
from auth.domain.act import ActKind
from auth.domain.email import Email
from auth.domain.errors import LinkNotGood, OnlyForAdmins, SignInRefused
from auth.domain.mailed_link import ASKED_MAX, LetterKind
from chassis.identifiers import AccountId, new_id
from chassis.roles import Role
from tests.auth.unit.links import HERE, NEW, ask, letters, newest, set_password, token_of
from tests.auth.unit.memory_auth import PASSWORD, MemoryAuth


async def test_a_forgotten_password_is_replaced_and_every_session_ends() -> None:
    auth = MemoryAuth()
    await auth.enrolled()
    await auth.sign_in("kesha@popug.inc", PASSWORD, HERE)

    await set_password(auth, await ask(auth))

    assert auth.store.sessions == {}
    assert await auth.sign_in("kesha@popug.inc", NEW, HERE)
    with pytest.raises(SignInRefused):
        await auth.sign_in("kesha@popug.inc", PASSWORD, HERE)
    assert ActKind.PASSWORD_SET in [act.kind for _, _, act in auth.store.acts]


async def test_a_link_is_good_once() -> None:
    auth = MemoryAuth()
    await auth.enrolled()
    token = await ask(auth)
    await set_password(auth, token)

    with pytest.raises(LinkNotGood):
        await set_password(auth, token, "yet another one")

    assert await auth.sign_in("kesha@popug.inc", NEW, HERE)


async def test_a_link_is_good_for_half_an_hour() -> None:
    auth = MemoryAuth()
    await auth.enrolled()
    token = await ask(auth)
    auth.clock.advance(timedelta(minutes=30))

    with pytest.raises(LinkNotGood):
        await set_password(auth, token)


async def test_using_one_link_uses_up_the_others() -> None:
    auth = MemoryAuth()
    await auth.enrolled()
    first, second = await ask(auth), await ask(auth)
    await set_password(auth, second)

    with pytest.raises(LinkNotGood):
        await set_password(auth, first)


@pytest.mark.parametrize("token", ["", "x" * 43, "-" * 500])
async def test_a_made_up_link_opens_nothing(token: str) -> None:
    auth = MemoryAuth()
    await auth.enrolled()
    await ask(auth)

    with pytest.raises(LinkNotGood):
        await set_password(auth, token)


async def test_an_e_mail_nobody_has_costs_as_much_and_is_never_written_to() -> None:
    auth = MemoryAuth()

    token = await ask(auth)

    assert letters(auth) == [LetterKind.NOBODY]
    with pytest.raises(LinkNotGood):
        await set_password(auth, token)


async def test_a_deactivated_account_gets_no_link_and_its_links_end() -> None:
    auth = MemoryAuth()
    admin = await auth.enrolled("admin@popug.inc", Role.ADMIN)
    account_id = await auth.enrolled()
    token = await ask(auth)
    await auth.mediator.handle_command(DeactivateAccount(account_id, admin))

    await ask(auth)

    assert letters(auth) == [LetterKind.FORGOTTEN, LetterKind.NOBODY]
    with pytest.raises(LinkNotGood):
        await set_password(auth, token)


async def test_a_link_ends_with_the_e_mail_it_was_sent_to() -> None:
    auth = MemoryAuth()
    admin = await auth.enrolled("admin@popug.inc", Role.ADMIN)
    account_id = await auth.enrolled()
    token = await ask(auth)

    await auth.mediator.handle_command(ChangeAccount(account_id, admin, email=Email("innokenty@popug.inc")))

    with pytest.raises(LinkNotGood):
        await set_password(auth, token)


@pytest.mark.parametrize("known", [True, False])
async def test_nobodys_mailbox_is_filled(known: bool) -> None:
    auth = MemoryAuth()
    if known:
        await auth.enrolled()

    for _ in range(ASKED_MAX + 2):
        await ask(auth)

    assert len(auth.store.letters) == ASKED_MAX


async def test_nothing_stored_gives_a_link_away() -> None:
    auth = MemoryAuth()
    await auth.enrolled()

    token = await ask(auth)

    assert token not in repr(auth.store)


async def created(auth: MemoryAuth) -> tuple[AccountId, AccountId]:
    """An admin, and the account they created without a password."""
    admin = await auth.enrolled("admin@popug.inc", Role.ADMIN)
    command = CreateAccount(AccountId(new_id()), admin, "Gosha", Email("gosha@popug.inc"), Role.WORKER, "ru")
    return admin, await auth.mediator.handle_command(command)


async def test_an_account_created_without_a_password_is_invited_to_choose_one() -> None:
    auth = MemoryAuth()
    await created(auth)
    auth.clock.advance(timedelta(days=6))

    await set_password(auth, token_of(auth, newest(auth)))

    (due,) = auth.store.letters.values()
    assert (due.letter.kind, due.letter.locale) == (LetterKind.INVITATION, "ru")
    assert await auth.sign_in("gosha@popug.inc", NEW, HERE)


async def test_an_invitation_ends_after_a_week_and_can_be_sent_again() -> None:
    auth = MemoryAuth()
    admin, gosha = await created(auth)
    old = token_of(auth, newest(auth))
    auth.clock.advance(timedelta(days=7))

    await auth.mediator.handle_command(InviteAccount(gosha, admin))

    with pytest.raises(LinkNotGood):
        await set_password(auth, old)
    await set_password(auth, token_of(auth, newest(auth)))


async def test_only_admins_invite() -> None:
    auth = MemoryAuth()
    _, gosha = await created(auth)

    with pytest.raises(OnlyForAdmins):
        await auth.mediator.handle_command(InviteAccount(gosha, gosha))
