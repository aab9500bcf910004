"""Registrations confirmed by mail, the first admin, and links that are for one thing only."""

import pytest

from auth.application.commands.ask_to_register import AskToRegister
from auth.application.commands.confirm_registration import ConfirmRegistration
from auth.application.commands.end_other_sessions import EndOtherSessions
from auth.application.commands.ensure_first_admin import EnsureFirstAdmin
from auth.domain.email import Email
from auth.domain.errors import LinkNotGood, RegistrationClosed
from auth.domain.mailed_link import LetterKind, LinkKind
from chassis.identifiers import AccountId, new_id
from chassis.roles import Role
from tests.auth.unit.links import HERE, KESHA, NEW, ask, letters, newest, set_password, token_of
from tests.auth.unit.memory_auth import PASSWORD, MemoryAuth


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
