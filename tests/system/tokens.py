"""Access tokens without a process each: auth's own application, on the system's database."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from auth.application.commands.ensure_signing_key import EnsureSigningKey
from auth.bootstrap.assembly import application
from auth.domain.claims import Occasion
from auth.entrypoints.cli import COMMAND_LINE, SCOPES
from auth.settings import AuthSettings
from chassis.clock import SystemClock

PREFIX = "POPUG_"
JSON_SETTINGS = ("clients",)


async def tokens_of(emails: Sequence[str], environment: Mapping[str, str]) -> Sequence[str]:
    """What `python -m auth token --as` prints for each, told by auth's environment variables."""
    clock = SystemClock()
    auth = application(_settings(environment), clock, process="auth-tokens")
    await auth.start()
    try:
        await auth.mediator.handle_command(EnsureSigningKey())
        tokens = []
        for email in emails:
            account = await auth.queries.accounts.with_email(email)
            assert account is not None, f"nobody is called {email}"
            occasion = Occasion(COMMAND_LINE, SCOPES, clock.now())
            tokens.append(await auth.provider.tokens.access_token(account.state(), occasion))
        return tokens
    finally:
        await auth.stop()


def _settings(environment: Mapping[str, str]) -> AuthSettings:
    told: dict[str, Any] = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX)
    }
    return AuthSettings(**told | {name: json.loads(told[name]) for name in JSON_SETTINGS if name in told})
