"""Whether tracker, accounting and analytics tell the same story, each fact compared both ways.

`python -m deploy.reconciliation` reads POSTGRES_ADMIN_DSN; exit code 1 on any difference.
"""

import asyncio
import os
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import asyncpg

from deploy.databases import dsn_of

ADMIN_VARIABLE: Final = "POSTGRES_ADMIN_DSN"
# What is under way between two services is no difference; it arrives within this time.
SETTLE_TIMEOUT_SECONDS: Final = 30.0
SETTLE_INTERVAL_SECONDS: Final = 0.5
SHOWN_MAX: Final = 10

ASSIGNMENTS: Final = """
SELECT task_id || ' no. ' || no FROM assignment, generate_series(1, assignment_no) AS no
"""
FEES: Final = "SELECT task_id || ' no. ' || assignment_no FROM transfer WHERE kind = 1"
# Of a task's assignments the tracker's tables keep the newest alone; who had it before is in its log.
ASSIGNEES: Final = "SELECT task_id || ' no. ' || assignment_no || ' to ' || assignee_id FROM assignment"
CHARGED: Final = """
SELECT DISTINCT ON (t.task_id) t.task_id || ' no. ' || t.assignment_no || ' to ' || a.owner
FROM transfer t JOIN ledger_account a ON a.id = t.account
WHERE t.kind = 1 ORDER BY t.task_id, t.assignment_no DESC
"""
COMPLETIONS: Final = "SELECT task_id || ' by ' || assignee_id FROM assignment WHERE status = 1"
REWARDS: Final = """
SELECT t.task_id || ' by ' || a.owner
FROM transfer t JOIN ledger_account a ON a.id = t.account
WHERE t.kind = 2
"""
TRANSFERS: Final = """
SELECT concat_ws(' ', (ARRAY['assignment_fee', 'completion_reward', 'payout'])[t.kind],
                 a.owner, t.task_id, t.amount, t.day)
FROM transfer t JOIN ledger_account a ON a.id = t.account
"""
ENTRIES: Final = "SELECT concat_ws(' ', kind, account_id, task_id, amount, day) FROM entry"
BALANCES: Final = """
SELECT owner || ' ' || balance FROM ledger_account WHERE owner IS NOT NULL AND balance <> 0
"""
BALANCES_SHOWN: Final = """
SELECT account_id || ' ' || sum(moved_by) FROM account_day GROUP BY account_id HAVING sum(moved_by) <> 0
"""
FINGERPRINT: Final = (
    "SELECT count(*), coalesce(sum(hashtextextended(fact, 0)::numeric), 0) FROM ({}) facts(fact)"
)


@dataclass(frozen=True, slots=True)
class Telling:
    """One service's version of some facts: a query that gives each fact as a line of text."""

    service: str
    query: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """Facts that two services must tell alike."""

    name: str
    one: Telling
    other: Telling


AGREEMENTS: Final = (
    Agreement("assignments and fees", Telling("tracker", ASSIGNMENTS), Telling("accounting", FEES)),
    Agreement(
        "newest assignees and whom they cost", Telling("tracker", ASSIGNEES), Telling("accounting", CHARGED)
    ),
    Agreement("completions and rewards", Telling("tracker", COMPLETIONS), Telling("accounting", REWARDS)),
    Agreement("transfers and entries", Telling("accounting", TRANSFERS), Telling("analytics", ENTRIES)),
    Agreement("balances", Telling("accounting", BALANCES), Telling("analytics", BALANCES_SHOWN)),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """Facts that only one of two services tells; the first few of each."""

    agreement: Agreement
    only_one: Sequence[str]
    only_other: Sequence[str]

    def __str__(self) -> str:
        lines = [f"{self.agreement.name} differ:"]
        tellings = ((self.agreement.one, self.only_one), (self.agreement.other, self.only_other))
        for telling, facts in tellings:
            lines += [f"  only in {telling.service}: {fact}" for fact in facts[:SHOWN_MAX]]
        return "\n".join(lines)


def databases_of(admin_dsn: str) -> Mapping[str, str]:
    """Where the services' databases are, on the server of that address."""
    return {service: dsn_of(admin_dsn, service) for service in ("tracker", "accounting", "analytics")}


async def reconcile(
    databases: Mapping[str, str], settle_seconds: float = SETTLE_TIMEOUT_SECONDS
) -> list[Difference]:
    """The differences that remain once everything under way has had time to arrive.

    `databases` are addresses by service, for a role that may read everything.
    """
    deadline = time.monotonic() + settle_seconds
    while True:
        connections = {service: await asyncpg.connect(dsn) for service, dsn in databases.items()}
        try:
            differing = [each for each in AGREEMENTS if not await _agree(connections, each)]
            if not differing or time.monotonic() > deadline:
                return [await _difference(connections, agreement) for agreement in differing]
        finally:
            await asyncio.gather(*(connection.close() for connection in connections.values()))
        await asyncio.sleep(SETTLE_INTERVAL_SECONDS)


async def _agree(connections: Mapping[str, asyncpg.Connection], agreement: Agreement) -> bool:
    one, other = [
        await connections[telling.service].fetchrow(FINGERPRINT.format(telling.query))
        for telling in (agreement.one, agreement.other)
    ]
    return bool(one == other)


async def _difference(connections: Mapping[str, asyncpg.Connection], agreement: Agreement) -> Difference:
    # A fact may be told more than once: whoever has a task twice in a day pays the same fee twice.
    one, other = [
        Counter(row[0] for row in await connections[telling.service].fetch(telling.query))
        for telling in (agreement.one, agreement.other)
    ]
    return Difference(agreement, sorted((one - other).elements()), sorted((other - one).elements()))


def report(differences: Sequence[Difference]) -> int:
    """Print what was found; the exit code."""
    if differences:
        print("\n".join(map(str, differences)))
        return 1
    print(f"Tracker, accounting and analytics agree on {', '.join(each.name for each in AGREEMENTS)}.")
    return 0


if __name__ == "__main__":
    sys.exit(report(asyncio.run(reconcile(databases_of(os.environ[ADMIN_VARIABLE])))))
