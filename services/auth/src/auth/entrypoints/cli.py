"""Auth's own commands: the first admin, key rotation, mails that wait, and access tokens in a demo."""

import argparse
import getpass
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from auth.application.commands.enrol_account import EnrolAccount
from auth.application.commands.ensure_signing_key import EnsureSigningKey
from auth.application.commands.rotate_signing_key import RotateSigningKey
from auth.application.ports import Hasher
from auth.application.queries.account_list import AccountList
from auth.application.queries.waiting_mails import WaitingMails
from auth.application.scope import Scope
from auth.application.tokens import Tokens
from auth.domain.claims import Occasion
from auth.domain.email import Email
from auth.domain.identifiers import ClientId
from auth.domain.password import check_new_password
from chassis.clock import Clock
from chassis.errors import ServiceError
from chassis.identifiers import AccountId, new_id
from chassis.mediator import Mediator
from chassis.roles import Role

DONE = 0
REFUSED = 1
MAILS_MAX = 100
COMMAND_LINE = ClientId("command-line")
SCOPES = ("openid", "profile", "email")


@dataclass(frozen=True, slots=True)
class Tools:
    """What the commands work with; `demo` says whether this is a demo installation."""

    mediator: Mediator[Scope]
    hasher: Hasher
    accounts: AccountList
    waiting_mails: WaitingMails
    tokens: Tokens
    clock: Clock
    demo: bool


async def create_admin(arguments: Sequence[str], tools: Tools) -> int:
    """`create-admin --email E --name N [--password-stdin]`."""
    parser = argparse.ArgumentParser(prog="python -m auth create-admin")
    parser.add_argument("--email", required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    options = parser.parse_args(arguments)
    try:
        email = Email.parse(options.email)
        password = read_password(options.password_stdin)
        check_new_password(password, email)
        password_hash = await tools.hasher.hash(password)
        await tools.mediator.handle_command(
            EnrolAccount(AccountId(new_id()), options.name, email, Role.ADMIN, password_hash)
        )
    except ServiceError as refusal:
        print(refusal.message, file=sys.stderr)
        return REFUSED
    print(f"{email} is an admin now.")
    return DONE


def read_password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return getpass.getpass("Password: ")


async def rotate_keys(arguments: Sequence[str], tools: Tools) -> int:
    """`rotate-keys [--at-once]`."""
    parser = argparse.ArgumentParser(prog="python -m auth rotate-keys")
    parser.add_argument(
        "--at-once", action="store_true", help="withdraw the former keys and every token they signed"
    )
    options = parser.parse_args(arguments)
    key_id = await tools.mediator.handle_command(RotateSigningKey(options.at_once))
    former = "are withdrawn" if options.at_once else "stay published while their tokens live"
    print(f"Key {key_id} is published and will sign; the former keys {former}.")
    return DONE


async def mails(arguments: Sequence[str], tools: Tools) -> int:
    """`mails`: those not sent yet, whoever waits longest first."""
    argparse.ArgumentParser(prog="python -m auth mails").parse_args(arguments)
    waiting = await tools.waiting_mails.page(None, MAILS_MAX)
    for mail in waiting:
        tried = f"{mail.failures} failed attempts: {mail.reason}" if mail.failures else "not tried yet"
        queued_at = mail.queued_at.isoformat(timespec="seconds")
        print(f"{queued_at}  {mail.email}  {mail.kind.value}  {tried}")
    if not waiting:
        print("No mail waits.")
    return DONE


async def print_token(arguments: Sequence[str], tools: Tools) -> int:
    """`token --as EMAIL`: an access token without a sign-in, in a demo installation only."""
    parser = argparse.ArgumentParser(prog="python -m auth token")
    parser.add_argument("--as", dest="email", required=True, metavar="EMAIL")
    options = parser.parse_args(arguments)
    if not tools.demo:
        print("Tokens are printed in a demo installation only (POPUG_DEMO=1).", file=sys.stderr)
        return REFUSED
    account = await tools.accounts.with_email(options.email.strip().lower())
    if account is None or not account.active:
        print(f"There is no active account {options.email}.", file=sys.stderr)
        return REFUSED
    await tools.mediator.handle_command(EnsureSigningKey())
    occasion = Occasion(COMMAND_LINE, SCOPES, tools.clock.now())
    print(await tools.tokens.access_token(account.state(), occasion))
    return DONE
