"""Who is looking at a page: the port by which an application learns it."""

from typing import Protocol

from starlette.requests import HTTPConnection

from chassis.visitor import Visitor


class Visitors(Protocol):
    """Knows visitors by their session cookie. Auth has its own sessions; the others use `OidcVisitors`."""

    async def visitor(self, connection: HTTPConnection) -> Visitor | None:
        """The signed-in visitor behind `connection` (HTTP or WebSocket), or None.

        May put the visitor's whole account into `connection.state.account`, saving a second look-up. Must not
        count a WebSocket as activity that keeps an idle session alive.
        """
        ...

    def sign_in_path(self, next: str) -> str:
        """Where to send somebody who has to sign in, to come back to the local path `next` afterwards."""
        ...
