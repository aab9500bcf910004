"""Who may be given tasks, whatever keeps the accounts and however it is asked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from chassis.identifiers import AccountId, new_id
from chassis.roles import Role
from tests.tracker.builders import an_account, registering
from tests.tracker.harness import Harness
from tracker.adapters.memory.store import MemoryWorkers
from tracker.adapters.postgres.workers import PostgresWorkers
from tracker.domain.assignment_policy import Workers, eligible


@asynccontextmanager
async def workers_of(harness: Harness) -> AsyncIterator[Workers]:
    if harness.store is not None:
        yield MemoryWorkers(harness.store)
        return
    assert harness.database is not None
    async with harness.database.reading() as reading:
        yield PostgresWorkers(reading)


async def test_both_ways_to_ask_name_those_of_whom_the_rule_says_so(harness: Harness) -> None:
    people = [
        an_account(AccountId(new_id()), role=role, active=active) for role in Role for active in (True, False)
    ]
    await harness.tracker.handle(registering(*people))

    async with workers_of(harness) as workers:
        found, loads = await workers.eligible(), await workers.loads()
    prospect = await harness.tracker.reassignments.prospect()

    expected = sorted(each.account_id for each in people if eligible(each.role, each.active))
    assert 0 < len(expected) < len(people)
    assert list(found) == expected
    assert list(loads) == expected
    assert prospect.eligible_accounts == len(expected)
