"""Mail as use cases see it: handing one over, and the two ways in which that fails."""

from email.message import EmailMessage
from typing import Protocol


class MailRefused(Exception):
    """This mail was not taken, for a reason of its own; others may be."""


class MailServerAway(Exception):
    """No mail can be sent at the moment; all of them are to be tried again."""


class Post(Protocol):
    """The way to a mail server."""

    async def send(self, message: EmailMessage) -> None:
        """Return once a mail server has taken `message`. Raises `MailRefused` and `MailServerAway`."""
        ...
