"""What holds for the accounts wherever they are kept."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from random import Random

import pytest

from chassis.access import Account, Accounts, AccountState
from chassis.access.memory import MemoryAccounts
from chassis.access.postgres import PostgresAccounts
from chassis.identifiers import AccountId
from chassis.postgres.database import Database
from chassis.roles import Role
from tests.chassis.access.builders import (
    GOSHA,
    KESHA,
    a_deactivation,
    a_life,
    a_new_account_id,
    a_state,
    minutes,
)
from tests.chassis.access.support import create_web_database
from tests.servers.postgres import TestPostgres

OpenAccounts = Callable[[], AbstractAsyncContextManager[Accounts]]


@asynccontextmanager
async def in_memory(postgres: TestPostgres) -> AsyncIterator[OpenAccounts]:
    accounts = MemoryAccounts()

    @asynccontextmanager
    async def opened() -> AsyncIterator[Accounts]:
        yield accounts

    yield opened


@asynccontextmanager
async def in_postgres(postgres: TestPostgres) -> AsyncIterator[OpenAccounts]:
    urls = await create_web_database(postgres, "tracker")
    database = Database(urls.runtime, application_name="test")

    @asynccontextmanager
    async def opened() -> AsyncIterator[Accounts]:
        async with database.transaction() as transaction:
            yield PostgresAccounts(transaction)

    yield opened
    await database.close()
    await postgres.drop_database(urls)


@pytest.fixture(params=[in_memory, in_postgres], ids=["memory", "postgres"])
async def accounts(request: pytest.FixtureRequest, postgres: TestPostgres) -> AsyncIterator[OpenAccounts]:
    async with request.param(postgres) as opened:
        yield opened


async def kesha_after(accounts: OpenAccounts, *steps: Callable[[Accounts], object]) -> Account | None:
    for step in steps:
        async with accounts() as opened:
            await step(opened)  # type: ignore[misc]
    async with accounts() as opened:
        return await opened.find(KESHA)


async def test_an_account_nobody_told_of_is_not_found(accounts: OpenAccounts) -> None:
    async with accounts() as opened:
        found = await opened.find(a_new_account_id())

    assert found is None


async def test_an_account_is_found_as_it_was_told(accounts: OpenAccounts) -> None:
    found = await kesha_after(
        accounts, lambda them: them.register([a_state(3, role=Role.MANAGER, locale="ru")])
    )

    assert found == Account(KESHA, 3, "Kesha 3", "kesha@popug.inc", Role.MANAGER, True, "ru")


async def test_an_older_version_that_arrives_late_changes_nothing(accounts: OpenAccounts) -> None:
    found = await kesha_after(
        accounts,
        lambda them: them.register([a_state(5)]),
        lambda them: them.register([a_state(4, name="Old", role=Role.ADMIN)]),
    )

    assert found is not None
    assert (found.version, found.name, found.role) == (5, "Kesha 5", Role.WORKER)


async def test_the_newest_of_several_states_in_one_batch_wins_whatever_their_order(
    accounts: OpenAccounts,
) -> None:
    batch = [a_state(2), a_state(4), a_state(3), a_state(4), a_state(1, account_id=GOSHA)]

    found = await kesha_after(accounts, lambda them: them.register(batch))

    assert found is not None
    assert found.version == 4


async def test_a_state_told_twice_is_the_same_as_told_once(accounts: OpenAccounts) -> None:
    found = await kesha_after(
        accounts, *[lambda them: them.register([a_state(2)]), lambda them: them.register([a_state(2)])]
    )

    assert found is not None
    assert (found.version, found.active) == (2, True)


async def test_a_deactivation_acts_at_once_and_an_older_state_does_not_undo_it(
    accounts: OpenAccounts,
) -> None:
    found = await kesha_after(
        accounts,
        lambda them: them.register([a_state(1)]),
        lambda them: them.deactivate([a_deactivation(minutes(5)), a_deactivation(minutes(4))]),
        lambda them: them.register([a_state(2)]),
    )

    assert found is not None
    assert (found.version, found.active) == (2, False)


async def test_a_deactivation_of_an_account_not_heard_of_is_remembered(accounts: OpenAccounts) -> None:
    found = await kesha_after(
        accounts,
        lambda them: them.deactivate([a_deactivation(minutes(5))]),
        lambda them: them.register([a_state(1)]),
    )

    assert found is not None
    assert (found.version, found.name, found.active) == (1, "Kesha 1", False)


async def test_a_reactivation_counts_and_a_late_deactivation_does_not_undo_it(accounts: OpenAccounts) -> None:
    found = await kesha_after(
        accounts,
        lambda them: them.register([a_state(3, told_at=minutes(9))]),
        lambda them: them.deactivate([a_deactivation(minutes(5))]),
        lambda them: them.register([a_state(2, active=False, told_at=minutes(5))]),
    )

    assert found is not None
    assert (found.version, found.active) == (3, True)


async def test_a_reactivation_counts_though_the_inactive_state_before_it_is_still_on_its_way(
    accounts: OpenAccounts,
) -> None:
    found = await kesha_after(
        accounts,
        lambda them: them.deactivate([a_deactivation(minutes(5))]),
        lambda them: them.register([a_state(3, told_at=minutes(9))]),
    )

    assert found is not None
    assert (found.version, found.active) == (3, True)


async def test_an_empty_batch_is_no_error(accounts: OpenAccounts) -> None:
    found = await kesha_after(accounts, lambda them: them.register([]), lambda them: them.deactivate([]))

    assert found is None


@pytest.mark.parametrize("seed", range(12))
async def test_events_of_several_lives_shuffled_into_batches_end_in_the_newest_states(
    accounts: OpenAccounts, seed: int
) -> None:
    random = Random(seed)
    choices = ["rename", "deactivate", "reactivate"]
    changes = [random.choice(choices) for _ in range(7)]
    told = a_life(changes, [random.uniform(-3600, 3600) for _ in changes])
    arriving = [*told.events, *random.choices(told.events, k=3)]
    random.shuffle(arriving)

    async with accounts() as opened:
        for start in range(0, len(arriving), 3):
            batch = arriving[start : start + 3]
            await opened.register([event for event in batch if isinstance(event, AccountState)])
            await opened.deactivate([event for event in batch if not isinstance(event, AccountState)])
        found = await opened.find(AccountId(KESHA))

    assert found is not None
    assert (found.version, found.active) == (told.newest.version, told.newest.active)
