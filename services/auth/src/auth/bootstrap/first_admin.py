"""The first admin, invited by whoever installs: POPUG_FIRST_ADMIN_EMAIL, at the first start."""

import sys

from auth.application.commands.ensure_first_admin import EnsureFirstAdmin
from auth.bootstrap.assembly import Application
from auth.domain.email import Email
from auth.domain.errors import EmailTaken
from chassis.identifiers import AccountId, new_id


async def invite_first_admin(core: Application) -> None:
    """By mail; printed too where there is no mail server, as nobody could read it anywhere then."""
    settings = core.settings
    if settings.first_admin_email is None:
        return
    command = EnsureFirstAdmin(
        AccountId(new_id()), settings.first_admin_name, Email.parse(settings.first_admin_email)
    )
    try:
        token = await core.mediator.handle_command(command)
    except EmailTaken:
        return  # another process that started at the same moment was first
    if token is not None and settings.mail_server is None:
        address = f"{settings.issuer.rstrip('/')}/link?token={token}"
        sys.stderr.write(f"The first admin, {settings.first_admin_email}, chooses a password at {address}\n")
        sys.stderr.flush()
