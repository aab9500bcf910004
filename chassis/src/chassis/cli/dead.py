"""`dead list | show | replay | discard`: what operators do about messages that could not be handled."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from typing import Any

from chassis.dead_letters import DeadLetter, DeadLetters
from chassis.errors import NotFound
from chassis.rabbitmq.dead_letters import RabbitDeadLetters

FOUND = 0
MISSING = 1
LIST_LIMIT = 100


def add_dead(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add `dead` and its actions to a command line."""
    actions = commands.add_parser("dead", help="messages that could not be handled").add_subparsers(
        dest="action", required=True, metavar="action"
    )
    listing = actions.add_parser("list", help="the oldest first, one a line")
    listing.add_argument("--limit", type=int, default=LIST_LIMIT)
    actions.add_parser("show", help="one with its reason and body").add_argument("ids", nargs=1, metavar="ID")
    actions.add_parser("replay", help="send back to be handled again").add_argument(
        "ids", nargs="+", metavar="ID"
    )
    actions.add_parser("discard", help="give up for good").add_argument("ids", nargs="+", metavar="ID")


def run_dead(service: str, rabbitmq_url: str, arguments: argparse.Namespace) -> int:
    """Run one action; exit code 1 when an id was not there."""
    letters = RabbitDeadLetters(service, rabbitmq_url)
    ids = getattr(arguments, "ids", [])
    return asyncio.run(act(letters, arguments.action, ids, limit=getattr(arguments, "limit", LIST_LIMIT)))


async def act(letters: DeadLetters, action: str, ids: Sequence[str], *, limit: int = LIST_LIMIT) -> int:
    """Run `list`, `show`, `replay` or `discard` on `letters` and print what came of it."""
    match action:
        case "list":
            for letter in await letters.list(limit):
                print(_line(letter))
            return FOUND
        case "show":
            return await _show(letters, ids[0])
        case "replay":
            return _report("replayed", ids, await letters.replay(ids))
        case _:
            return _report("discarded", ids, await letters.discard(ids))


async def _show(letters: DeadLetters, id: str) -> int:
    try:
        letter = await letters.show(id)
    except NotFound as error:
        print(error.message, file=sys.stderr)
        return MISSING
    print(_line(letter))
    print(letter.body.decode(errors="backslashreplace"))
    return FOUND


def _line(letter: DeadLetter) -> str:
    when = f"{letter.failed_at:%F %T}" if letter.failed_at else "-"
    return f"{letter.id}  {letter.type}  {when}  attempts {letter.attempts}  {letter.reason}: {letter.detail}"


def _report(deed: str, asked: Sequence[str], done: Sequence[str]) -> int:
    for id in done:
        print(f"{deed} {id}")
    missing = [id for id in asked if id not in done]
    for id in missing:
        print(f"no dead letter {id}", file=sys.stderr)
    return MISSING if missing else FOUND
