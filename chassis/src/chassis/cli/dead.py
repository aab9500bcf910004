"""`dead list | show | replay | discard`: what operators do about messages that could not be handled."""

import argparse
import asyncio
import getpass
import sys
from collections.abc import Sequence
from typing import Any

from chassis.cli.settings import BrokerSettings, DatabaseSettings
from chassis.dead_letters import Actor, DeadLetter, DeadLetters, Kind
from chassis.dead_letters.collecting import DeadLetterCollector
from chassis.dead_letters.letter import LIST_LIMIT
from chassis.dead_letters.postgres import PostgresDeadLetters
from chassis.dead_letters.rabbitmq import ReturnToInbox
from chassis.errors import ServiceError
from chassis.postgres.database import Database

FOUND = 0
MISSING = 1


def add_dead(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add `dead` and its actions to a command line."""
    actions = commands.add_parser("dead", help="messages that could not be handled").add_subparsers(
        dest="action", required=True, metavar="action"
    )
    listing = actions.add_parser("list", help="those that wait, the oldest first, one a line")
    listing.add_argument("--limit", type=int, default=LIST_LIMIT)
    listing.add_argument("--type", help="only events of this type")
    listing.add_argument("--reason", help="only those put aside for this reason")
    actions.add_parser("show", help="one with its reason and body").add_argument("ids", nargs=1, metavar="ID")
    actions.add_parser("replay", help="send back to be handled again").add_argument(
        "ids", nargs="+", metavar="ID"
    )
    discarding = actions.add_parser("discard", help="give up for good")
    discarding.add_argument("ids", nargs="+", metavar="ID")
    discarding.add_argument("--why", default="", help="for the record")


def run_dead(service: str, arguments: argparse.Namespace) -> int:
    """Run one action; exit code 1 when an id was not there."""
    database_url = DatabaseSettings().database_url.get_secret_value()
    rabbitmq_url = BrokerSettings().rabbitmq_url.get_secret_value()
    return asyncio.run(_run(service, database_url, rabbitmq_url, arguments))


async def _run(service: str, database_url: str, rabbitmq_url: str, arguments: argparse.Namespace) -> int:
    database = Database(database_url, application_name=f"{service}-dead", pool_size=1)
    back = ReturnToInbox(service, rabbitmq_url)
    letters = PostgresDeadLetters(database, back)
    try:
        # With no worker running, they still lie in their queue.
        await DeadLetterCollector(service, letters, rabbitmq_url).collect_all()
        return await act(letters, arguments)
    finally:
        await back.close()
        await database.close()


async def act(letters: DeadLetters, arguments: argparse.Namespace) -> int:
    """Run `list`, `show`, `replay` or `discard` on `letters` and print what came of it."""
    try:
        match arguments.action:
            case "list":
                for letter in await letters.list(arguments.limit, Kind(arguments.type, arguments.reason)):
                    print(_line(letter))
                return FOUND
            case "show":
                return await _show(letters, arguments.ids[0])
            case "replay":
                return _report("replayed", arguments.ids, await letters.replay(arguments.ids, operator()))
            case _:
                discarded = await letters.discard(arguments.ids, operator(), arguments.why)
                return _report("discarded", arguments.ids, discarded)
    except ServiceError as refusal:
        print(refusal.message, file=sys.stderr)
        return MISSING


def operator() -> Actor:
    """Whoever uses the command line, as the machine knows them."""
    try:
        return Actor("command line", getpass.getuser())
    except (KeyError, OSError):
        return Actor("command line", "")


async def _show(letters: DeadLetters, id: str) -> int:
    letter = await letters.show(id)
    print(_line(letter))
    for deed in await letters.acts(id):
        print(f"{deed.at:%F %T}  {deed.state} by {deed.by.name or deed.by.id}  {deed.why}".rstrip())
    print(letter.body.decode(errors="backslashreplace"))
    return FOUND


def _line(letter: DeadLetter) -> str:
    when = f"{letter.last_failed_at:%F %T}"
    tried = f"attempts {letter.attempts}, deaths {letter.deaths}"
    return f"{letter.id}  {letter.type}  {when}  {tried}  {letter.reason}: {letter.detail}"


def _report(deed: str, asked: Sequence[str], done: Sequence[str]) -> int:
    for id in done:
        print(f"{deed} {id}")
    missing = [id for id in asked if id not in done]
    for id in missing:
        print(f"no dead letter {id} waits", file=sys.stderr)
    return MISSING if missing else FOUND
