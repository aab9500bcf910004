"""What has to hold whatever happened: nothing lost, nothing doubled, money neither made nor destroyed."""

from typing import Final

from chassis.dead_letters.rabbitmq import RabbitDeadLetters
from deploy.reconciliation import reconcile
from deploy.services import SERVICES
from tests.eventually import PATIENCE
from tests.system.system import System

SETTLE_SECONDS: Final = 30.0 * PATIENCE
DEAD_LETTERS_SHOWN_MAX: Final = 3
STORES: Final = ("tracker", "accounting", "analytics")

ANNOUNCED: Final = """
SELECT (a ->> 'task_id') || ' no. ' || (a ->> 'assignment_no') || ' to ' || (a ->> 'account_id')
FROM outbox, jsonb_array_elements(convert_from(body, 'UTF8')::jsonb -> 'data' -> 'assignments') AS a
WHERE type = 'task.assigned'
"""
CHARGED: Final = """
SELECT t.task_id || ' no. ' || t.assignment_no || ' to ' || a.owner
FROM transfer t JOIN ledger_account a ON a.id = t.account WHERE t.kind = 1
"""
KEPT_LETTERS: Final = """
SELECT type || ' (' || reason || ' ' || detail || ')' FROM dead_letter
WHERE state = 'waiting' ORDER BY seq LIMIT 3
"""
SUM_OF_BALANCES: Final = "SELECT coalesce(sum(balance), 0)::bigint FROM ledger_account"


async def violations(system: System, settle_seconds: float = SETTLE_SECONDS) -> list[str]:
    """What does not hold once everything under way has had time to arrive, a sentence each."""
    found = await differences(system, settle_seconds)
    found += await _charged_to_others(system)
    found += await _money_made(system)
    found += await _dead_letters(system)
    status, said = await system.attempt("accounting", "verify")
    return found + ([f"accounting verify answers {status}: {said}"] if status else [])


async def differences(system: System, settle_seconds: float = SETTLE_SECONDS) -> list[str]:
    """What the services tell differently once everything under way has had time to arrive."""
    databases = {service: system.admin_dsn(service) for service in STORES}
    return [str(difference) for difference in await reconcile(databases, settle_seconds)]


async def rebuilt_otherwise(system: System) -> list[str]:
    """What analytics counts otherwise once it is rebuilt from the others' histories; for when all is quiet.

    Everything has to run. The figures are the rebuilt ones afterwards, unless they differ.
    """
    status, said = await system.attempt("analytics", "rebuild")
    if status == 0:
        return []
    await system.attempt("analytics", "rebuild", "--abandon")
    return [f"analytics rebuild answers {status}: {said}"]


async def _charged_to_others(system: System) -> list[str]:
    announced, charged = (
        set(await system.texts("tracker", ANNOUNCED)),
        set(await system.texts("accounting", CHARGED)),
    )
    return [f"announced and not charged: {fact}" for fact in sorted(announced - charged)] + [
        f"charged and never announced: {fact}" for fact in sorted(charged - announced)
    ]


async def _money_made(system: System) -> list[str]:
    (total,) = await system.texts("accounting", SUM_OF_BALANCES)
    return [f"all balances together are {total} cents"] if total != "0" else []


async def _dead_letters(system: System) -> list[str]:
    """Those in the queue first: a worker takes a letter out of it only once it is in the database."""
    found = []
    for service in SERVICES:
        queue = RabbitDeadLetters(service, system.broker[service])
        found += [
            f"dead letter at {service}: {letter.type} ({letter.reason} {letter.detail})"
            for letter in await queue.list(DEAD_LETTERS_SHOWN_MAX)
        ]
        found += [
            f"dead letter at {service}: {letter}" for letter in await system.texts(service, KEPT_LETTERS)
        ]
    return found
