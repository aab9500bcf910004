"""Notes the address a request comes from, for the audit trail."""

from starlette.types import ASGIApp, Receive, Scope, Send

from auth.application.whereabouts import acting_from
from chassis.web.rate_limit import address_key

UNKNOWN = "unknown"


class Whereabouts:
    """Middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = scope.get("client")
        with acting_from(address_key(client[0]) if client else UNKNOWN):
            await self._app(scope, receive, send)
