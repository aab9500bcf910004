"""What passkeys open, and what opens nothing."""

from datetime import timedelta
from typing import Any

import pytest

from auth.application.commands.add_passkey import AddPasskey
from auth.application.commands.begin_passkey import BeginPasskey
from auth.application.commands.deactivate_account import DeactivateAccount
from auth.application.commands.remove_passkey import RemovePasskey
from auth.application.sign_in import Origin
from auth.domain.act import ActKind
from auth.domain.errors import (
    InvalidName,
    PasskeyNotFound,
    PasskeyRefused,
    SignInRefused,
    TooManyPasskeys,
)
from auth.domain.identifiers import PasskeyId
from auth.domain.passkey import CHALLENGE_LIFETIME, PASSKEYS_PER_ACCOUNT_MAX, Passkey
from auth.domain.secret import digest
from auth.domain.session import PASSKEY
from chassis.identifiers import AccountId, new_id
from chassis.roles import Role
from tests.auth.builders import NOW
from tests.auth.device import Device
from tests.auth.unit.memory_auth import MemoryAuth

HERE = Origin("127.0.0.1", "a browser")


async def asked(auth: MemoryAuth, account_id: AccountId | None = None) -> str:
    return await auth.mediator.handle_command(BeginPasskey(account_id))


async def add(auth: MemoryAuth, account_id: AccountId, device: Device, name: str = "phone") -> PasskeyId:
    passkey_id = PasskeyId(new_id())
    answer = device.create(await asked(auth, account_id))
    await auth.mediator.handle_command(AddPasskey(passkey_id, account_id, name, answer))
    return passkey_id


async def an_account_with(auth: MemoryAuth, device: Device) -> AccountId:
    account_id = await auth.enrolled()
    await add(auth, account_id, device)
    return account_id


async def sign_in(auth: MemoryAuth, device: Device) -> str:
    return await auth.sign_in.with_passkey(device.sign(await asked(auth)), HERE)


def kinds(auth: MemoryAuth) -> list[ActKind]:
    return [act.kind for _, _, act in auth.store.acts]


async def test_a_passkey_signs_its_owner_in_without_an_e_mail() -> None:
    auth, device = MemoryAuth(), Device()
    account_id = await an_account_with(auth, device)

    token = await sign_in(auth, device)

    (session,) = auth.store.sessions.values()
    (passkey,) = auth.store.passkeys.values()
    assert (session.account_id, session.token_digest) == (account_id, digest(token))
    assert session.methods == PASSKEY
    assert (passkey.sign_count, passkey.last_used_at) == (1, auth.clock.now())
    assert kinds(auth)[-2:] == [ActKind.PASSKEY_ADDED, ActKind.SIGNED_IN]


@pytest.mark.parametrize(
    ("known", "told", "counts"),
    [(0, 0, True), (0, 1, True), (5, 6, True), (5, 5, False), (5, 4, False), (5, 0, False)],
)
def test_a_counter_that_stands_still_or_goes_back_tells_of_a_copy(
    known: int, told: int, counts: bool
) -> None:
    passkey = Passkey(
        PasskeyId(new_id()), AccountId(new_id()), b"credential", b"key", known, "phone", (), NOW
    )

    assert passkey.counts_on(told) is counts


async def test_a_device_that_does_not_count_signs_in_again_and_again() -> None:
    auth, device = MemoryAuth(), Device(counter=None)
    await an_account_with(auth, device)

    await sign_in(auth, device)
    await sign_in(auth, device)

    assert kinds(auth)[-2:] == [ActKind.SIGNED_IN, ActKind.SIGNED_IN]


async def test_a_challenge_is_answered_once() -> None:
    auth, device = MemoryAuth(), Device()
    await an_account_with(auth, device)
    answer = device.sign(await asked(auth))
    await auth.sign_in.with_passkey(answer, HERE)

    with pytest.raises(SignInRefused):
        await auth.sign_in.with_passkey(answer, HERE)

    assert len(auth.store.sessions) == 1


async def test_a_challenge_is_answered_in_time() -> None:
    auth, device = MemoryAuth(), Device()
    await an_account_with(auth, device)
    answer = device.sign(await asked(auth))
    auth.clock.advance(CHALLENGE_LIFETIME)

    with pytest.raises(SignInRefused):
        await auth.sign_in.with_passkey(answer, HERE)


async def test_a_counter_that_goes_back_tells_of_a_copy() -> None:
    auth, device = MemoryAuth(), Device(counter=5)
    account_id = await an_account_with(auth, device)
    await sign_in(auth, device)
    device.counter = 4

    with pytest.raises(SignInRefused):
        await sign_in(auth, device)

    _, _, act = auth.store.acts[-1]
    assert (act.kind, act.account_id) == (ActKind.PASSKEY_SUSPECT, account_id)
    assert len(auth.store.sessions) == 1


DISHONEST: dict[str, dict[str, Any]] = {
    "another origin": {"origin": "http://localhost:8001"},
    "another host": {"host": "evil.example"},
    "nobody verified": {"verified": False},
    "another key": {"key": Device().key},
    "another credential": {"credential_id": b"another credential of some length"},
    "somebody else's name": {"user_handle": bytes(16)},
    "no name": {"user_handle": b""},
}


@pytest.mark.parametrize("lie", DISHONEST)
async def test_a_lie_opens_nothing(lie: str) -> None:
    auth, device = MemoryAuth(), Device()
    await an_account_with(auth, device)
    for name, value in DISHONEST[lie].items():
        setattr(device, name, value)

    with pytest.raises(SignInRefused):
        await sign_in(auth, device)

    assert auth.store.sessions == {}
    assert kinds(auth)[-1] is ActKind.SIGN_IN_REFUSED


@pytest.mark.parametrize("answer", ["", "nonsense", "{}", "[]", '{"rawId": 1}', "[" * 30_000, "x" * 30_000])
async def test_nonsense_opens_nothing(answer: str) -> None:
    auth = MemoryAuth()

    with pytest.raises(SignInRefused):
        await auth.sign_in.with_passkey(answer, HERE)

    assert auth.store.sessions == {}


async def test_a_challenge_for_adding_a_passkey_signs_nobody_in() -> None:
    auth, device = MemoryAuth(), Device()
    account_id = await an_account_with(auth, device)
    answer = device.sign(await asked(auth, account_id))

    with pytest.raises(SignInRefused):
        await auth.sign_in.with_passkey(answer, HERE)


async def test_a_removed_passkey_opens_nothing() -> None:
    auth, device = MemoryAuth(), Device()
    account_id = await auth.enrolled()
    passkey_id = await add(auth, account_id, device)

    await auth.mediator.handle_command(RemovePasskey(account_id, passkey_id))

    with pytest.raises(SignInRefused):
        await sign_in(auth, device)


async def test_nobody_removes_somebody_elses_passkey() -> None:
    auth, device = MemoryAuth(), Device()
    other = await auth.enrolled("gosha@popug.inc")
    passkey_id = await add(auth, await auth.enrolled(), device)

    with pytest.raises(PasskeyNotFound):
        await auth.mediator.handle_command(RemovePasskey(other, passkey_id))

    assert passkey_id in auth.store.passkeys


async def test_a_deactivated_account_is_not_signed_in() -> None:
    auth, device = MemoryAuth(), Device()
    admin = await auth.enrolled("admin@popug.inc", Role.ADMIN)
    account_id = await an_account_with(auth, device)
    await auth.mediator.handle_command(DeactivateAccount(account_id, admin))

    with pytest.raises(SignInRefused):
        await sign_in(auth, device)


async def test_a_passkey_does_not_pardon_guessed_passwords() -> None:
    auth, device = MemoryAuth(), Device()
    await an_account_with(auth, device)
    with pytest.raises(SignInRefused):
        await auth.sign_in("kesha@popug.inc", "wrong", HERE)
    before = dict(auth.store.attempts)

    await sign_in(auth, device)

    assert auth.store.attempts == before


@pytest.mark.parametrize("lie", ["another origin", "another host", "nobody verified"])
async def test_a_passkey_that_lies_is_not_added(lie: str) -> None:
    auth = MemoryAuth()
    device = Device(**DISHONEST[lie])
    account_id = await auth.enrolled()

    with pytest.raises(PasskeyRefused):
        await add(auth, account_id, device)

    assert auth.store.passkeys == {}


async def test_a_passkey_is_added_to_the_account_that_was_asked_only() -> None:
    auth, device = MemoryAuth(), Device()
    kesha, gosha = await auth.enrolled(), await auth.enrolled("gosha@popug.inc")
    answer = device.create(await asked(auth, kesha))

    with pytest.raises(PasskeyRefused):
        await auth.mediator.handle_command(AddPasskey(PasskeyId(new_id()), gosha, "phone", answer))

    assert auth.store.passkeys == {}


async def test_a_passkey_belongs_to_one_account() -> None:
    auth, device = MemoryAuth(), Device()
    await an_account_with(auth, device)
    gosha = await auth.enrolled("gosha@popug.inc")

    with pytest.raises(PasskeyRefused):
        await add(auth, gosha, device)


async def test_a_challenge_left_unanswered_is_let_go_of() -> None:
    auth = MemoryAuth()
    await asked(auth)
    auth.clock.advance(CHALLENGE_LIFETIME + timedelta(seconds=1))

    await asked(auth)

    assert len(auth.store.challenges) == 1


async def test_a_passkey_needs_a_name() -> None:
    auth = MemoryAuth()

    with pytest.raises(InvalidName):
        await add(auth, await auth.enrolled(), Device(), name="x" * 101)


async def test_there_is_an_end_to_passkeys() -> None:
    auth = MemoryAuth()
    account_id = await auth.enrolled()
    for number in range(PASSKEYS_PER_ACCOUNT_MAX):
        await add(auth, account_id, Device(credential_id=bytes([number]) * 20))

    with pytest.raises(TooManyPasskeys):
        await add(auth, account_id, Device())
