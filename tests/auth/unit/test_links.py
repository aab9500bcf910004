"""Links that come by mail: forgotten passwords, invitations, registrations."""

from datetime import timedelta

import pytest

from auth.application.commands.ask_for_new_password import AskForNewPassword
from auth.application.commands.ask_to_register import AskToRegister
from auth.application.commands.change_account import ChangeAccount
from auth.application.commands.confirm_registration import ConfirmRegistration
from auth.application.commands.create_account import CreateAccount
from auth.application.commands.deactivate_account import DeactivateAccount
from auth.application.commands.end_other_sessions import EndOtherSessions
from auth.application.commands.ensure_first_admin import EnsureFirstAdmin
from auth.application.commands.invite_account import InviteAccount
from auth.application.commands.set_password_by_link import SetPasswordByLink
from auth.application.sign_in import Origin
from auth.domain.act import ActKind
from auth.domain.email import Email
from auth.domain.errors import LinkNotGood, OnlyForAdmins, RegistrationClosed, SignInRefused
from auth.domain.mailed_link import ASKED_MAX, LetterKind, LinkKind, MailedLink
from chassis.identifiers import AccountId, new_id
from chassis.roles import Role
from tests.auth.unit.memory_auth import PASSWORD, MemoryAuth

HERE = Origin("127.0.0.1", "a browser")
KESHA = Email("kesha@popug.inc")
NEW = "a new good one"


def token_of(auth: MemoryAuth, link: MailedLink) -> str:
    return auth.secrets.token_of(link.link_id)


def newest(auth: MemoryAuth) -> MailedLink:
    return list(auth.store.links.values())[-1]


def letters(auth: MemoryAuth) -> list[LetterKind]:
    return [due.letter.kind for due in auth.store.letters.values()]


async def ask(auth: MemoryAuth, email: Email = KESHA) -> str:
    await auth.mediator.handle_command(AskForNewPassword(email, "en"))
    return token_of(auth, newest(auth))


async def set_password(auth: MemoryAuth, token: str, password: str = NEW) -> None:
    await auth.mediator.handle_command(SetPasswordByLink(token, await auth.hasher.hash(password)))


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


async def register(auth: MemoryAuth, email: Email = KESHA) -> str:
    password_hash = await auth.hasher.hash(NEW)
    await auth.mediator.handle_command(AskToRegister("Kesha", email, password_hash, "en"))
    return token_of(auth, newest(auth))


async def confirm(auth: MemoryAuth, token: str) -> None:
    await auth.mediator.handle_command(ConfirmRegistration(AccountId(new_id()), token))


async def test_a_registration_is_confirmed_by_mail() -> None:
    auth = MemoryAuth()
    token = await register(auth)
    before = dict(auth.store.accounts)

    await confirm(auth, token)

    (account,) = auth.store.accounts.values()
    assert before == {}
    assert (account.email, account.role) == (KESHA, Role.WORKER)
    assert auth.said() == ["account.created"]
    assert await auth.sign_in("kesha@popug.inc", NEW, HERE)


async def test_a_registration_is_confirmed_once() -> None:
    auth = MemoryAuth()
    token = await register(auth)
    await confirm(auth, token)

    with pytest.raises(LinkNotGood):
        await confirm(auth, token)

    assert len(auth.store.accounts) == 1


async def test_a_taken_e_mail_is_told_to_its_owner_alone() -> None:
    auth = MemoryAuth()
    await auth.enrolled()

    token = await register(auth)

    assert letters(auth) == [LetterKind.TAKEN]
    with pytest.raises(LinkNotGood):
        await confirm(auth, token)
    assert await auth.sign_in("kesha@popug.inc", PASSWORD, HERE)


@pytest.mark.parametrize("kind", [LinkKind.FORGOTTEN, LinkKind.REGISTRATION])
async def test_a_link_does_what_it_is_for_and_nothing_else(kind: LinkKind) -> None:
    auth = MemoryAuth()
    if kind is LinkKind.FORGOTTEN:
        await auth.enrolled()
        token, misuse = await ask(auth), confirm
    else:
        token, misuse = await register(auth), set_password

    with pytest.raises(LinkNotGood):
        await misuse(auth, token)


async def test_nobody_registers_where_it_is_closed() -> None:
    auth = MemoryAuth(self_registration=False)

    with pytest.raises(RegistrationClosed):
        await register(auth)

    assert auth.store.letters == {}


async def first_admin(auth: MemoryAuth, email: str = "ada@popug.inc") -> str | None:
    command = EnsureFirstAdmin(AccountId(new_id()), "Ada", Email(email))
    return await auth.mediator.handle_command(command)


async def test_the_first_admin_is_invited_once() -> None:
    auth = MemoryAuth()

    token = await first_admin(auth)
    again = await first_admin(auth, "eve@popug.inc")

    (account,) = auth.store.accounts.values()
    assert (account.email, account.role) == (Email("ada@popug.inc"), Role.ADMIN)
    assert auth.store.passwords == {}
    assert token is not None
    assert again is None
    await set_password(auth, token)
    assert await auth.sign_in("ada@popug.inc", NEW, HERE)


async def test_nobody_who_is_here_already_becomes_the_first_admin() -> None:
    auth = MemoryAuth()
    account_id = await auth.enrolled("ada@popug.inc")

    assert await first_admin(auth) is None
    assert auth.store.accounts[account_id].role is Role.WORKER


async def test_all_other_sessions_are_ended_at_once() -> None:
    auth = MemoryAuth()
    account_id = await auth.enrolled()
    for _ in range(3):
        await auth.sign_in("kesha@popug.inc", PASSWORD, HERE)
    kept = next(iter(auth.store.sessions))

    ended = await auth.mediator.handle_command(EndOtherSessions(account_id, kept))

    assert ended == 2
    assert list(auth.store.sessions) == [kept]
