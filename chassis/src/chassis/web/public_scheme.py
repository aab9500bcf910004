"""Tells what looks at a request how the browser reaches the service, whoever ends its TLS on the way."""

from starlette.types import ASGIApp, Receive, Scope, Send

SCHEMES = {"http": "https", "websocket": "wss"}


class PublicScheme:
    """Makes every request one of https, for a service whose public address is: ingresses pass on plain HTTP.

    Without it cookies would lack `Secure` behind one, and addresses made from the request would lead to http.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] in SCHEMES:
            scope["scheme"] = SCHEMES[scope["type"]]
        await self._app(scope, receive, send)
