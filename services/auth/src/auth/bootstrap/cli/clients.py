"""`clients list | show | add`: helps to write POPUG_CLIENTS, the only place that knows clients."""

import argparse
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from secrets import token_urlsafe
from typing import Any

from pydantic import ValidationError

from auth.bootstrap.assembly import clients_of
from auth.domain.client import Client, Clients
from auth.settings import AuthSettings, ClientSettings

DONE = 0
REFUSED = 1
SECRET_BYTES = 32


def clients(arguments: Sequence[str]) -> int:
    settings = AuthSettings()
    return clients_command(arguments, clients_of(settings), settings.clients)


def clients_command(
    arguments: Sequence[str], clients: Clients, configured: Mapping[str, ClientSettings]
) -> int:
    """`clients` are all that are known, `configured` those in POPUG_CLIENTS; no secret of theirs is
    printed.
    """
    options = _parser().parse_args(arguments)
    if options.act == "list":
        for client in clients.all():
            print(f"{client.client_id}  {client.name}")
        return DONE
    if options.act == "show":
        return _show(options.client_id, clients)
    return _add(options, clients, configured)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m auth clients")
    acts = parser.add_subparsers(dest="act", required=True)
    acts.add_parser("list", help="the clients known here")
    acts.add_parser("show", help="what is known of one").add_argument("client_id")
    add = acts.add_parser("add", help="print POPUG_CLIENTS with one client more, and its secret, once")
    add.add_argument("client_id")
    add.add_argument("--name")
    add.add_argument("--redirect-uri", action="append", default=[], help="may be given several times")
    add.add_argument("--post-logout-redirect-uri", action="append", default=[])
    add.add_argument("--back-channel-logout-uri")
    return parser


def _show(client_id: str, clients: Clients) -> int:
    client = clients.get(client_id)
    if client is None:
        return _refuse(f"There is no client {client_id}.")
    print(json.dumps(_shown(client), indent=2))
    return DONE


def _shown(client: Client) -> dict[str, Any]:
    return {
        "client_id": client.client_id,
        "name": client.name,
        "redirect_uris": client.redirect_uris,
        "post_logout_redirect_uris": client.post_logout_redirect_uris,
        "back_channel_logout_uri": client.back_channel_logout_uri,
    }


def _add(options: argparse.Namespace, clients: Clients, configured: Mapping[str, ClientSettings]) -> int:
    if clients.get(options.client_id) is not None:
        return _refuse(f"There is a client {options.client_id} already.")
    if not options.redirect_uri:
        return _refuse("Give --redirect-uri: without one nobody can be sent back.")
    secret = token_urlsafe(SECRET_BYTES)
    try:
        added = ClientSettings(
            name=options.name,
            secret_sha256=hashlib.sha256(secret.encode()).hexdigest(),
            redirect_uris=tuple(options.redirect_uri),
            post_logout_redirect_uris=tuple(options.post_logout_redirect_uri),
            back_channel_logout_uri=options.back_channel_logout_uri,
        )
    except ValidationError as error:
        return _refuse("\n".join(f"{each['loc'][0]}: {each['msg']}" for each in error.errors()))
    setting = {name: _hashed(client) for name, client in {**configured, options.client_id: added}.items()}
    print(f"The secret of {options.client_id}, shown this once: {secret}", file=sys.stderr)
    print(f"POPUG_CLIENTS={json.dumps(setting)}")
    return DONE


def _hashed(client: ClientSettings) -> dict[str, Any]:
    settings = client.model_dump(mode="json", exclude={"secret"}, exclude_defaults=True)
    return settings | {"secret_sha256": client.secret_digest.hex()}


def _refuse(why: str) -> int:
    print(why, file=sys.stderr)
    return REFUSED
