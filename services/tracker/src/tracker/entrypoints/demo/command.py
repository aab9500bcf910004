"""`demo`: fill an empty tracker of a demo installation with a history, and say how much that was."""

import argparse
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import tzinfo
from random import Random
from typing import Final

from chassis.access import Account
from chassis.clock import SettableClock
from chassis.roles import Role
from tracker.application.queries.tasks import TaskFilter
from tracker.application.tracker import Tracker
from tracker.entrypoints.demo.history import History, Told
from tracker.entrypoints.demo.plan import steps

DONE: Final = 0
REFUSED: Final = 1
SEED: Final = 42


@dataclass(frozen=True, slots=True)
class Tools:
    """What the command works with; `people` waits until the accounts of the demo have arrived."""

    tracker: Tracker
    clock: SettableClock
    zone: tzinfo
    demo: bool
    people: Callable[[], Awaitable[Sequence[Account]]]


async def demo(arguments: Sequence[str], tools: Tools) -> int:
    """Prints `{"tasks": …, "assignments": …, "completions": …}`, all zero where there were tasks already."""
    argparse.ArgumentParser(prog="python -m tracker demo").parse_args(arguments)
    if not tools.demo:
        print("A history is made up in a demo installation only (POPUG_DEMO=1).", file=sys.stderr)
        return REFUSED
    told = Told()
    if not (await tools.tracker.tasks.count(TaskFilter())).number:
        told = await _history(tools)
    print(json.dumps(asdict(told)))
    return DONE


async def _history(tools: Tools) -> Told:
    random = Random(SEED)  # noqa: S311 - the same history on every machine; who gets what is drawn by the policy
    planned = steps(tools.clock.now(), tools.zone, random)
    people = await tools.people()
    if not any(account.role is Role.MANAGER for account in people):
        raise LookupError("the demo's accounts have not arrived: run `python -m auth demo` first")
    return await History(tools.tracker, tools.clock, people, random).tell(planned)
