"""What personal access tokens open, and for whom."""

from datetime import timedelta

import pytest

from auth.application.commands.deactivate_account import DeactivateAccount
from auth.application.commands.make_personal_token import MakePersonalToken
from auth.application.commands.reactivate_account import ReactivateAccount
from auth.application.commands.revoke_personal_token import RevokePersonalToken
from auth.application.commands.use_personal_token import PersonalTokenUse, UsePersonalToken
from auth.domain.errors import (
    InvalidTokenLifetime,
    InvalidTokenName,
    PersonalTokenNotFound,
    TooManyPersonalTokens,
)
from auth.domain.identifiers import PersonalTokenId
from auth.domain.personal_token import PREFIX, TOKENS_PER_ACCOUNT_MAX
from chassis.identifiers import AccountId, new_id
from chassis.roles import Role
from tests.auth.unit.memory_auth import MemoryAuth


async def made(
    auth: MemoryAuth, account_id: AccountId, *, name: str = "nightly report", days: int = 30
) -> tuple[PersonalTokenId, str]:
    token_id = PersonalTokenId(new_id())
    command = MakePersonalToken(token_id, account_id, name, days)
    return token_id, await auth.mediator.handle_command(command)


async def use(auth: MemoryAuth, token: str) -> PersonalTokenUse | None:
    return await auth.mediator.handle_command(UsePersonalToken(token))


async def test_a_token_stands_for_its_owner() -> None:
    auth = MemoryAuth()
    account_id = await auth.enrolled(role=Role.MANAGER)
    token_id, token = await made(auth, account_id)

    use_ = await use(auth, token)

    assert token.startswith(PREFIX)
    assert use_ is not None
    assert (use_.account.account_id, use_.account.role) == (account_id, Role.MANAGER)
    assert use_.token.last_used_at == auth.clock.now()
    assert auth.store.personal_tokens[token_id].last_used_at == auth.clock.now()


async def test_nothing_stored_gives_the_token_away() -> None:
    auth = MemoryAuth()
    _, token = await made(auth, await auth.enrolled())

    assert token not in repr(auth.store)
    assert token.removeprefix(PREFIX) not in repr(auth.store)


async def test_an_expired_token_opens_nothing() -> None:
    auth = MemoryAuth()
    _, token = await made(auth, await auth.enrolled(), days=1)
    auth.clock.advance(timedelta(days=1))

    assert await use(auth, token) is None


@pytest.mark.parametrize("forged", ["", PREFIX, PREFIX + "x" * 43, "x" * 53])
async def test_a_made_up_token_opens_nothing(forged: str) -> None:
    auth = MemoryAuth()
    await made(auth, await auth.enrolled())

    assert await use(auth, forged) is None


async def test_a_revoked_token_opens_nothing() -> None:
    auth = MemoryAuth()
    account_id = await auth.enrolled()
    token_id, token = await made(auth, account_id)

    await auth.mediator.handle_command(RevokePersonalToken(account_id, token_id))

    assert await use(auth, token) is None


async def test_nobody_revokes_somebody_elses_token() -> None:
    auth = MemoryAuth()
    other = await auth.enrolled("gosha@popug.inc")
    token_id, token = await made(auth, await auth.enrolled())

    with pytest.raises(PersonalTokenNotFound):
        await auth.mediator.handle_command(RevokePersonalToken(other, token_id))

    assert await use(auth, token) is not None


async def test_a_deactivated_owners_tokens_are_gone_for_good() -> None:
    auth = MemoryAuth()
    admin = await auth.enrolled("admin@popug.inc", Role.ADMIN)
    account_id = await auth.enrolled()
    _, token = await made(auth, account_id)

    await auth.mediator.handle_command(DeactivateAccount(account_id, admin))
    during = await use(auth, token)
    await auth.mediator.handle_command(ReactivateAccount(account_id, admin))

    assert during is None
    assert await use(auth, token) is None


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\u202eb"])
async def test_a_token_needs_a_name(name: str) -> None:
    auth = MemoryAuth()
    account_id = await auth.enrolled()

    with pytest.raises(InvalidTokenName):
        await made(auth, account_id, name=name)

    assert auth.store.personal_tokens == {}


@pytest.mark.parametrize("days", [-1, 0, 366])
async def test_a_token_lives_for_a_year_at_most(days: int) -> None:
    auth = MemoryAuth()
    account_id = await auth.enrolled()

    with pytest.raises(InvalidTokenLifetime):
        await made(auth, account_id, days=days)

    assert auth.store.personal_tokens == {}


async def test_there_is_an_end_to_tokens() -> None:
    auth = MemoryAuth()
    account_id = await auth.enrolled()
    for _ in range(TOKENS_PER_ACCOUNT_MAX):
        await made(auth, account_id)

    with pytest.raises(TooManyPersonalTokens):
        await made(auth, account_id)
