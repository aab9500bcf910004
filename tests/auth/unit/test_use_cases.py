"""The use cases through the real composition root, on memory."""

from dataclasses import replace
from datetime import timedelta

import pytest

from auth.adapters.argon2 import Argon2Passwords
from auth.application.commands.change_account import ChangeAccount
from auth.application.commands.change_profile import ChangeProfile
from auth.application.commands.create_account import CreateAccount
from auth.application.commands.deactivate_account import DeactivateAccount
from auth.application.commands.end_every_session import EndEverySession
from auth.application.commands.purge_remains import PurgeRemains
from auth.application.commands.reactivate_account import ReactivateAccount
from auth.application.commands.redeem_code import RedeemCode
from auth.application.commands.register_account import RegisterAccount
from auth.application.commands.send_mail_now import SendMailNow
from auth.application.sign_in import Origin
from auth.domain.act import Act, ActKind
from auth.domain.email import Email
from auth.domain.errors import (
    AccountNotFound,
    EmailTaken,
    LastAdmin,
    OnlyForAdmins,
    RegistrationClosed,
    SignInRefused,
    WrongPassword,
)
from auth.domain.grant import Refusal
from auth.domain.identifiers import LetterId
from auth.domain.secret import digest
from chassis.identifiers import AccountId, new_id
from chassis.roles import Role
from tests.auth.builders import CALLBACK, VERIFIER, a_grant
from tests.auth.unit.memory_auth import PASSWORD, MemoryAuth

HERE = Origin("127.0.0.1", "a browser")


def creating(by: AccountId, email: str = "gosha@popug.inc") -> CreateAccount:
    return CreateAccount(AccountId(new_id()), by, "Gosha", Email(email), Role.MANAGER)


async def test_a_created_account_is_announced_with_its_full_state() -> None:
    auth = MemoryAuth()
    admin = await auth.enrolled("admin@popug.inc", Role.ADMIN)

    account_id = await auth.mediator.handle_command(creating(admin))

    assert auth.outbox.events[-1].type == "account.created"
    assert auth.outbox.events[-1].data == {
        "account_id": str(account_id),
        "version": 1,
        "name": "Gosha",
        "email": "gosha@popug.inc",
        "role": "manager",
        "active": True,
        "locale": "en",
    }


@pytest.mark.parametrize("role", [Role.WORKER, Role.MANAGER, Role.ACCOUNTANT])
async def test_only_admins_create_change_and_end_accounts(role: Role) -> None:
    auth = MemoryAuth()
    somebody, other = await auth.enrolled(role=role), await auth.enrolled("other@popug.inc")
    commands = [
        creating(somebody),
        ChangeAccount(other, somebody, role=Role.ADMIN),
        DeactivateAccount(other, somebody),
        ReactivateAccount(other, somebody),
        EndEverySession(other, somebody),
        SendMailNow(LetterId(new_id()), somebody),
    ]

    for command in commands:
        with pytest.raises(OnlyForAdmins):
            await auth.mediator.handle_command(command)

    assert auth.said() == ["account.created", "account.created"]


async def test_an_address_belongs_to_one_account() -> None:
    auth = MemoryAuth()
    admin = await auth.enrolled("admin@popug.inc", Role.ADMIN)

    with pytest.raises(EmailTaken):
        await auth.mediator.handle_command(creating(admin, "admin@popug.inc"))

    assert len(auth.store.accounts) == 1
    assert auth.said() == ["account.created"]


async def test_deactivating_is_announced_and_ends_sessions() -> None:
    auth = MemoryAuth()
    admin, kesha = await auth.enrolled("admin@popug.inc", Role.ADMIN), await auth.enrolled()
    await auth.sign_in("kesha@popug.inc", PASSWORD, HERE)

    await auth.mediator.handle_command(DeactivateAccount(kesha, admin))

    assert auth.said()[-2:] == ["account.updated", "account.deactivated"]
    assert auth.outbox.events[-1].data["at"] == "2026-11-21T09:00:00.000000Z"
    assert auth.store.sessions == {}
    with pytest.raises(SignInRefused):
        await auth.sign_in("kesha@popug.inc", PASSWORD, HERE)


async def test_signing_somebody_out_everywhere_is_on_record_where_there_was_a_session_to_end() -> None:
    auth = MemoryAuth()
    admin, kesha = await auth.enrolled("admin@popug.inc", Role.ADMIN), await auth.enrolled()

    def ended() -> list[Act]:
        return [act for _, _, act in auth.store.acts if act.kind is ActKind.SESSION_ENDED]

    await auth.mediator.handle_command(EndEverySession(kesha, admin))
    never_signed_in = ended()
    for _ in range(2):
        await auth.sign_in("kesha@popug.inc", PASSWORD, HERE)
    await auth.mediator.handle_command(EndEverySession(kesha, admin))
    await auth.mediator.handle_command(EndEverySession(kesha, admin))

    assert never_signed_in == []
    assert ended() == [Act(ActKind.SESSION_ENDED, kesha, admin, {"sessions": "2"})]
    assert auth.store.sessions == {}


async def test_a_reactivated_account_signs_in_again() -> None:
    auth = MemoryAuth()
    admin, kesha = await auth.enrolled("admin@popug.inc", Role.ADMIN), await auth.enrolled()
    await auth.mediator.handle_command(DeactivateAccount(kesha, admin))

    await auth.mediator.handle_command(ReactivateAccount(kesha, admin))

    assert auth.outbox.events[-1].data["active"] is True
    assert await auth.sign_in("kesha@popug.inc", PASSWORD, HERE)


async def test_the_last_admin_demotes_nobody_not_even_themselves() -> None:
    auth = MemoryAuth()
    admin = await auth.enrolled("admin@popug.inc", Role.ADMIN)

    with pytest.raises(LastAdmin):
        await auth.mediator.handle_command(ChangeAccount(admin, admin, role=Role.WORKER))

    assert auth.store.accounts[admin].role is Role.ADMIN


async def test_an_account_nobody_knows_cannot_be_changed() -> None:
    auth = MemoryAuth()
    admin = await auth.enrolled("admin@popug.inc", Role.ADMIN)

    with pytest.raises(AccountNotFound):
        await auth.mediator.handle_command(ChangeAccount(AccountId(new_id()), admin, name="X"))


async def test_registering_oneself_can_be_turned_off() -> None:
    closed = MemoryAuth(self_registration=False)
    command = RegisterAccount(AccountId(new_id()), "Kesha", Email("kesha@popug.inc"), "hash", "en")

    with pytest.raises(RegistrationClosed):
        await closed.mediator.handle_command(command)
    await MemoryAuth().mediator.handle_command(command)

    assert closed.store.accounts == {}


async def test_a_profile_change_is_announced() -> None:
    auth = MemoryAuth()
    kesha = await auth.enrolled()

    await auth.mediator.handle_command(ChangeProfile(kesha, "Innokenty", "ru"))

    assert auth.outbox.events[-1].data["locale"] == "ru"
    assert auth.outbox.events[-1].data["version"] == 2


async def test_a_new_password_ends_every_other_session() -> None:
    auth = MemoryAuth()
    await auth.enrolled()
    here = await auth.sign_in("kesha@popug.inc", PASSWORD, HERE)
    elsewhere = await auth.sign_in("kesha@popug.inc", PASSWORD, HERE)
    own = await auth.signed_in.with_token(digest(here))
    assert own is not None

    await auth.sign_in.change_password(
        Email("kesha@popug.inc"), PASSWORD, "a better parrot sings", "127.0.0.1", own.session.session_id
    )

    assert await auth.signed_in.with_token(digest(here)) is not None
    assert await auth.signed_in.with_token(digest(elsewhere)) is None
    assert await auth.sign_in("kesha@popug.inc", "a better parrot sings", HERE)
    with pytest.raises(SignInRefused):
        await auth.sign_in("kesha@popug.inc", PASSWORD, HERE)


async def test_a_password_is_changed_by_whoever_knows_it() -> None:
    auth = MemoryAuth()
    await auth.enrolled()
    token = await auth.sign_in("kesha@popug.inc", PASSWORD, HERE)
    own = await auth.signed_in.with_token(digest(token))
    assert own is not None

    with pytest.raises(WrongPassword):
        await auth.sign_in.change_password(
            Email("kesha@popug.inc"), "wrong", "a better parrot", "127.0.0.1", own.session.session_id
        )

    assert await auth.sign_in("kesha@popug.inc", PASSWORD, HERE)


async def test_an_account_without_a_password_does_not_open() -> None:
    auth = MemoryAuth()
    admin = await auth.enrolled("admin@popug.inc", Role.ADMIN)
    await auth.mediator.handle_command(creating(admin))

    for password in ("", "None", PASSWORD):
        with pytest.raises(SignInRefused):
            await auth.sign_in("gosha@popug.inc", password, HERE)


async def test_what_ended_long_ago_is_swept_out_and_nothing_else() -> None:
    auth = MemoryAuth()
    await auth.enrolled()
    await auth.sign_in("kesha@popug.inc", PASSWORD, HERE)
    auth.clock.advance(timedelta(days=61))
    token = await auth.sign_in("kesha@popug.inc", PASSWORD, HERE)

    gone = await auth.mediator.handle_command(PurgeRemains())

    assert gone >= 1
    assert [s.token_digest for s in auth.store.sessions.values()] == [digest(token)]
    assert await auth.mediator.handle_command(PurgeRemains()) == 0


async def test_a_password_is_hashed_anew_when_hashing_costs_something_else() -> None:
    auth = MemoryAuth()
    account_id = await auth.enrolled()
    cheap = auth.store.passwords[account_id]
    auth.sign_in = replace(auth.sign_in, hasher=Argon2Passwords(passes=2, memory_kib=16, lanes=1, threads=1))

    await auth.sign_in("kesha@popug.inc", PASSWORD, HERE)
    dearer = auth.store.passwords[account_id]
    await auth.sign_in("kesha@popug.inc", PASSWORD, HERE)

    assert "m=8,t=1" in cheap
    assert "m=16,t=2" in dearer
    assert auth.store.passwords[account_id] == dearer


async def test_a_wrong_password_is_never_hashed_anew() -> None:
    auth = MemoryAuth()
    account_id = await auth.enrolled()
    cheap = auth.store.passwords[account_id]
    auth.sign_in = replace(auth.sign_in, hasher=Argon2Passwords(passes=2, memory_kib=16, lanes=1, threads=1))

    with pytest.raises(SignInRefused):
        await auth.sign_in("kesha@popug.inc", "wrong", HERE)

    assert auth.store.passwords[account_id] == cheap


async def test_a_code_of_an_account_that_is_not_active_any_more_gives_nothing() -> None:
    auth = MemoryAuth()
    kesha = await auth.enrolled()
    grant = a_grant(kesha, "code")
    auth.store.grants[grant.grant_id] = grant
    auth.store.accounts[kesha].active = False

    answer = await auth.mediator.handle_command(RedeemCode(grant.client_id, "code", CALLBACK, VERIFIER))

    assert answer is Refusal.ACCOUNT_ENDED
    assert auth.store.grants[grant.grant_id].redeemed_at is None
