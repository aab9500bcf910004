"""The check of what has to hold notices each kind of difference, planted where only a superuser can."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from typing import Final

import pytest
import pytest_asyncio
from pamqp.commands import Basic

from chassis.rabbitmq.connection import publishing
from chassis.rabbitmq.names import DEAD_KEY, aside_of
from tests.eventually import eventually
from tests.system.company import Company
from tests.system.invariants import violations
from tests.system.system import System

AT_ONCE: Final = 0.0
DISCARDED_WITHIN_SECONDS: Final = 30.0
"""A worker takes it out of its queue first."""
PLANTED: Final = "planted"

pytestmark = pytest.mark.timeout(300)


@dataclass(frozen=True, slots=True)
class Plant:
    """A difference to make in a service's database, how to take it back, and what has to be said about it."""

    name: str
    service: str
    make: str
    unmake: str
    complaint: str


WITHOUT_TRIGGERS: Final = "SET session_replication_role = replica; "
ONE_FEE: Final = "id = (SELECT min(id) FROM transfer WHERE kind = 1)"
NEWEST_TASK: Final = "seq = (SELECT max(seq) FROM assignment)"
PLANTS: Final = (
    Plant(
        "a fact is missing in analytics",
        "analytics",
        "CREATE TABLE kept AS SELECT * FROM entry LIMIT 1; DELETE FROM entry USING kept WHERE entry = kept",
        "INSERT INTO entry SELECT * FROM kept; DROP TABLE kept",
        "only in accounting: assignment_fee",
    ),
    Plant(
        "a fee is booked twice",
        "accounting",
        f"""
        INSERT INTO transfer (kind, debit, credit, amount, task_id, assignment_no, day, occurred_at)
        SELECT kind, debit, credit, amount, task_id, 999, day, occurred_at FROM transfer WHERE {ONE_FEE}
        """,
        WITHOUT_TRIGGERS + "DELETE FROM transfer WHERE assignment_no = 999",
        "charged and never announced",
    ),
    Plant(
        "a fee is lost",
        "accounting",
        WITHOUT_TRIGGERS + f"UPDATE transfer SET assignment_no = assignment_no + 999 WHERE {ONE_FEE}",
        WITHOUT_TRIGGERS + f"UPDATE transfer SET assignment_no = assignment_no - 999 WHERE {ONE_FEE}",
        "announced and not charged",
    ),
    Plant(
        "a completion nobody was paid for",
        "tracker",
        f"UPDATE assignment SET status = 1, completed_at = now() WHERE {NEWEST_TASK}",
        f"UPDATE assignment SET status = 0, completed_at = NULL WHERE {NEWEST_TASK}",
        "completions and rewards differ",
    ),
    Plant(
        "money is made",
        "accounting",
        "UPDATE ledger_account SET balance = balance + 1 WHERE id = 1",
        "UPDATE ledger_account SET balance = balance - 1 WHERE id = 1",
        "all balances together are 1 cents",
    ),
    Plant(
        "a balance and its transfers part",
        "accounting",
        "UPDATE ledger_account SET balance = balance + CASE id WHEN 1 THEN 1 ELSE -1 END WHERE id IN (1, 2)",
        "UPDATE ledger_account SET balance = balance - CASE id WHEN 1 THEN 1 ELSE -1 END WHERE id IN (1, 2)",
        "accounting verify answers 1",
    ),
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def agreeing(company: Company) -> AsyncIterator[System]:
    """A system with an open task, in which nothing differs before and nothing does afterwards."""
    await company.create("Mend the cage door")
    assert await violations(company.system) == []
    yield company.system
    assert await violations(company.system) == []


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.name)
async def test_a_planted_difference_is_noticed(agreeing: System, plant: Plant) -> None:
    await agreeing.execute(plant.service, plant.make)
    try:
        found = await violations(agreeing, AT_ONCE)
    finally:
        await agreeing.execute(plant.service, plant.unmake)

    assert any(plant.complaint in complaint for complaint in found), found


async def test_a_dead_letter_is_noticed(agreeing: System) -> None:
    async with publishing(agreeing.broker["tracker"], "planted") as channel:
        planted = Basic.Properties(message_id=PLANTED)
        await channel.basic_publish(
            b"{}", exchange=aside_of("tracker"), routing_key=DEAD_KEY, properties=planted
        )
    try:
        found = await violations(agreeing, AT_ONCE)
    finally:
        await eventually(partial(_discarded, agreeing), within_seconds=DISCARDED_WITHIN_SECONDS)

    assert any("dead letter at tracker" in complaint for complaint in found), found


async def _discarded(system: System) -> bool:
    status, _ = await system.attempt("tracker", "dead", "discard", PLANTED)
    return status == 0
