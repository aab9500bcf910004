"""Keeps other sites from acting in a visitor's name (CSRF, and its WebSocket kin)."""

from collections.abc import Collection

from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.web.refusal import refuse

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CROSS_ORIGIN = "This request did not come from this site's own pages."
OWN_SITES = frozenset({b"same-origin", b"none"})


class SameOrigin:
    """Refuses unsafe requests that a browser sends for another origin, and WebSockets opened by one.

    `Sec-Fetch-Site` decides; without it `Origin`; with neither, a request that carries cookies is refused and
    one without goes through, as no browser sends it for anybody else. A bearer token exempts: no other site
    can attach it. `exempt` are paths of endpoints that authenticate every request by themselves.
    Cookies ignore ports and `same-site` spans them, hence same *origin*.
    """

    def __init__(self, app: ASGIApp, *, origin: str, exempt: Collection[str] = ()) -> None:
        self._app = app
        self._origin = origin.encode()
        self._exempt = frozenset(exempt)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if self._lets_through(scope):
            await self._app(scope, receive, send)
        else:
            await refuse(scope, receive, send, status=403, code="cross_origin", detail=CROSS_ORIGIN)

    def _lets_through(self, scope: Scope) -> bool:
        kind = scope["type"]
        if kind == "websocket":
            return dict(scope["headers"]).get(b"origin") == self._origin
        if kind != "http" or scope["method"] in SAFE_METHODS:
            return True
        headers = dict(scope["headers"])
        if headers.get(b"authorization", b"")[:7].lower() == b"bearer ":
            return True
        return self._comes_from_here(headers) or scope["path"] in self._exempt

    def _comes_from_here(self, headers: dict[bytes, bytes]) -> bool:
        site = headers.get(b"sec-fetch-site")
        if site is not None:
            return site in OWN_SITES
        origin = headers.get(b"origin")
        return b"cookie" not in headers if origin is None else origin == self._origin
