"""A recorded load for a fault to be let loose on, and the judgement: nothing lost, nothing doubled."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from tests.eventually import eventually
from tests.faults.load import Load
from tests.faults.table import Survived
from tests.faults.tap import NOTHING_HEARD, Heard, Tap
from tests.faults.watch import watch_the_money
from tests.system.company import Company
from tests.system.invariants import rebuilt_otherwise, violations
from tests.system.system import System

WORK_WITHIN_SECONDS: Final = 90.0
ANSWERS_AT_FIRST: Final = 20
OFFICE: Final = ("admin", "manager", "accountant")
CREATED: Final = "SELECT id FROM task WHERE title = 'Under load'"
REASSIGNED: Final = "SELECT key FROM reassignment"
COMPLETED: Final = """
SELECT a.task_id || ' by ' || who.email
FROM assignment a JOIN account who ON who.account_id = a.assignee_id WHERE a.status = 1
"""
CLOSED_DAYS: Final = """
SELECT concat_ws(' ', t.day, t.id, t.kind, t.debit, t.credit, t.amount)
FROM transfer t JOIN business_day d USING (day) WHERE d.state = 'closed'
UNION ALL SELECT concat_ws(' ', day, 'closed at', closed_at) FROM business_day WHERE state = 'closed'
"""
PAID_TWICE: Final = """
SELECT 'paid twice: ' || account || ' on ' || day FROM transfer WHERE kind = 3
GROUP BY account, day HAVING count(*) > 1
"""
PROMISES: Final = (("create", 201), ("complete", 200), ("reassign", 202))

Facts = dict[str, set[str]]


@dataclass(slots=True)
class Ordeal:
    """Whoever works at `company`, under a fault; `note` is given what it was survived with.

    With `rebuilds` analytics is rebuilt after every fault, which has to change none of its figures.
    `heard` is what was published during the last load.
    """

    company: Company
    note: Callable[[Survived], None]
    rebuilds: bool = False
    heard: Heard = NOTHING_HEARD

    @property
    def system(self) -> System:
        """What they work on."""
        return self.company.system

    @asynccontextmanager
    async def load(self, fault: str, *, presses: bool = True) -> AsyncIterator[Load]:
        """Everybody at work inside; whoever lets a fault loose inside heals it there too.

        Without `presses` nobody but the test itself reassigns anything.

        Left, everything has been answered and has arrived, and what does not hold is raised as an
        AssertionError. The row for the table is noted either way.
        """
        system = self.system
        tap = Tap(system.broker, system.rabbitmq.management)
        await tap.open()
        load = Load(self.company, await system.callers(self._emails()), presses=presses)
        before, closed_before = await _facts(system), await _closed_days(system)
        began = time.monotonic()
        async with _working(load, system) as sums:
            await work_goes_on(load, ANSWERS_AT_FIRST)
            yield load
        seconds = time.monotonic() - began
        await system.start()
        await load.settle()
        found = [
            *_money_seen(sums),
            *_broken_promises(load, before, await _facts(system)),
            *await violations(system),
            *await system.texts("accounting", PAID_TWICE),
            *_changed(closed_before, await _closed_days(system)),
            *(await rebuilt_otherwise(system) if self.rebuilds else ()),
        ]
        self.heard = heard = await tap.heard()
        self.note(
            Survived(fault, len(load.requests), round(seconds, 1), heard.events, heard.duplicates, len(found))
        )
        assert found == [], "\n".join(found)

    def _emails(self) -> Sequence[str]:
        return [email for email in self.company.emails.values() if email.split("@")[0] not in OFFICE]


async def work_goes_on(load: Load, answers: int = 40) -> None:
    """Wait until a number of further requests has been answered."""
    wanted = load.answered() + answers

    def answered() -> None:
        assert load.answered() >= wanted, f"{load.answered()} of {wanted} answered"

    await eventually(answered, within_seconds=WORK_WITHIN_SECONDS)


@asynccontextmanager
async def _working(load: Load, system: System) -> AsyncIterator[Counter[int]]:
    """The load and the watch over the money inside; the sums seen are complete when it is left."""
    stop = asyncio.Event()
    sums: Counter[int] = Counter()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(load.run(stop))
        tasks.create_task(watch_the_money(system, stop, sums))
        try:
            yield sums
        finally:
            stop.set()


async def _facts(system: System) -> Facts:
    return {
        "create": set(await system.texts("tracker", CREATED)),
        "complete": set(await system.texts("tracker", COMPLETED)),
        "reassign": set(await system.texts("tracker", REASSIGNED)),
    }


async def _closed_days(system: System) -> set[str]:
    return set(await system.texts("accounting", CLOSED_DAYS))


def _money_seen(sums: Counter[int]) -> list[str]:
    if not sums:
        return ["nobody ever looked at the balances"]
    return [f"all balances together were {each} cents in {sums[each]} reads" for each in sums if each != 0]


def _broken_promises(load: Load, before: Facts, after: Facts) -> list[str]:
    """What was answered 2xx has to be there, once, and nothing else."""
    found = [f"never answered: {each.kind} {each.key}" for each in load.requests if each.status is None]
    for kind, status in PROMISES:
        promised, there = set(load.keys(kind, status)), after[kind] - before[kind]
        found += [f"answered {status} and not there: {kind} {key}" for key in promised - there]
        found += [f"there and never promised: {kind} {key}" for key in there - promised]
    return found


def _changed(before: set[str], after: set[str]) -> list[str]:
    days = {line.split()[0] for line in before}
    return [f"a closed day changed: {line}" for line in sorted(before - after)] + [
        f"entered a closed day: {line}" for line in sorted(after - before) if line.split()[0] in days
    ]
