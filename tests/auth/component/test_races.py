"""Two at once on a real database."""

import asyncio

from auth.application.commands.change_account import ChangeAccount
from auth.application.commands.deactivate_account import DeactivateAccount
from auth.application.commands.ensure_signing_key import EnsureSigningKey
from auth.application.commands.rotate_signing_key import RotateSigningKey
from auth.application.queries.account_list import AccountFilter
from chassis.errors import ServiceError
from chassis.messages import Command
from chassis.roles import Role
from tests.auth.component.world import World


async def outcome(world: World, command: Command[None]) -> str:
    try:
        await world.desk.mediator.handle_command(command)
    except ServiceError as refusal:
        return refusal.code
    return "done"


async def active_admins(world: World) -> int:
    admins = await world.desk.accounts.page(AccountFilter(role=Role.ADMIN), "", 10)
    return sum(admin.active for admin in admins)


async def test_two_admins_who_end_each_other_leave_one(world: World) -> None:
    ada = await world.account("ada@popug.inc", Role.ADMIN)
    bob = await world.account("bob@popug.inc", Role.ADMIN)

    outcomes = await asyncio.gather(
        outcome(world, DeactivateAccount(ada, by=bob)), outcome(world, DeactivateAccount(bob, by=ada))
    )

    assert sorted(outcomes)[0] == "done"
    assert sorted(outcomes)[1] in ("last_admin", "only_for_admins")
    assert await active_admins(world) == 1


async def test_two_admins_who_step_down_at_once_leave_one(world: World) -> None:
    ada = await world.account("ada@popug.inc", Role.ADMIN)
    bob = await world.account("bob@popug.inc", Role.ADMIN)

    outcomes = await asyncio.gather(
        outcome(world, ChangeAccount(ada, by=ada, role=Role.WORKER)),
        outcome(world, ChangeAccount(bob, by=bob, role=Role.WORKER)),
    )

    assert sorted(outcomes) == ["done", "last_admin"]
    assert await active_admins(world) == 1


async def test_two_changes_of_one_account_at_once_lose_none_silently(world: World) -> None:
    ada = await world.account("ada@popug.inc", Role.ADMIN)
    kesha = await world.account()

    outcomes = await asyncio.gather(
        *(outcome(world, ChangeAccount(kesha, by=ada, name=f"Kesha {number}")) for number in range(8))
    )

    account = await world.desk.accounts.get(kesha)
    assert account is not None
    assert account.version == 1 + outcomes.count("done")
    assert set(outcomes) <= {"done", "stale"}


async def test_two_accounts_with_one_address_at_once_are_one(world: World) -> None:
    answers = await asyncio.gather(
        *(world.account("kesha@popug.inc") for _ in range(5)), return_exceptions=True
    )

    assert sum(not isinstance(answer, BaseException) for answer in answers) == 1
    assert {answer.code for answer in answers if isinstance(answer, ServiceError)} == {"email_taken"}


async def test_replicas_that_start_at_once_make_one_key(world: World) -> None:
    await asyncio.gather(*(world.desk.mediator.handle_command(EnsureSigningKey()) for _ in range(5)))

    assert len((await world.desk.keys.jwks())["keys"]) == 1


async def test_rotating_twice_at_once_keeps_every_key_that_signed(world: World) -> None:
    await asyncio.gather(*(world.desk.mediator.handle_command(RotateSigningKey()) for _ in range(2)))

    tokens = await world.tokens(await world.signed_in())

    assert (await world.call("GET", "/userinfo", tokens["access_token"])).status_code == 200
