"""`demo`: the accounts of a demo installation, all with one password that exists nowhere else."""

import argparse
import sys
from collections.abc import Sequence
from datetime import timedelta

from auth.application.commands.enrol_account import EnrolAccount
from auth.domain.email import Email
from auth.entrypoints.cli import DONE, REFUSED, Tools
from chassis.clock import SettableClock
from chassis.identifiers import AccountId, new_id
from chassis.roles import Role

PASSWORD = "popug"  # noqa: S105 - printed for everybody; accounts with it exist in demos alone
EMPLOYED_SINCE = timedelta(days=30)
CAST = (
    ("admin", "Ada Macaw", Role.ADMIN, "en"),
    ("manager", "Marat Cockatoo", Role.MANAGER, "ru"),
    ("accountant", "Agnes Amazon", Role.ACCOUNTANT, "en"),
    ("kesha", "Kesha Budgerigar", Role.WORKER, "ru"),
    ("gosha", "Gosha Lovebird", Role.WORKER, "ru"),
    ("rita", "Rita Rosella", Role.WORKER, "en"),
    ("lola", "Lola Lorikeet", Role.WORKER, "en"),
    ("flint", "Flint Kea", Role.WORKER, "en"),
    ("sima", "Sima Cockatiel", Role.WORKER, "ru"),
    ("jaco", "Jaco Grey", Role.WORKER, "en"),
    ("polly", "Polly Parakeet", Role.WORKER, "en"),
    ("sirius", "Sirius Kakapo", Role.WORKER, "en"),
)


async def demo(arguments: Sequence[str], tools: Tools) -> int:
    """`demo`: create the cast, once; in a demo installation only."""
    argparse.ArgumentParser(prog="python -m auth demo").parse_args(arguments)
    if not tools.demo or not isinstance(tools.clock, SettableClock):
        print("Demo accounts are created in a demo installation only (POPUG_DEMO=1).", file=sys.stderr)
        return REFUSED
    tools.clock.advance(-EMPLOYED_SINCE)
    password_hash = await tools.hasher.hash(PASSWORD)
    for nickname, name, role, locale in CAST:
        email = Email.parse(f"{nickname}@popug.inc")
        if await tools.accounts.with_email(email.address) is None:
            command = EnrolAccount(AccountId(new_id()), name, email, role, password_hash, locale)
            await tools.mediator.handle_command(command)
    print(f"{len(CAST)} accounts.")
    return DONE
