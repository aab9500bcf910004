"""What a request must pass before anything looks at it: its declared size and its address's rate."""

from collections.abc import Sequence

from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.web.rate_limit import RateLimiter, TooManyRequests, address_key
from chassis.web.refusal import refuse

UNCOUNTED = ("/static/", "/health/", "/metrics")


class Gate:
    """Refuses a body declared larger than `body_bytes_max` (413) and an address that asks too often (429)."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        addresses: RateLimiter,
        body_bytes_max: int,
        uncounted: Sequence[str] = UNCOUNTED,
    ) -> None:
        self._app = app
        self._addresses = addresses
        self._body_bytes_max = body_bytes_max
        self._uncounted = tuple(uncounted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
        elif self._declares_too_much(scope):
            detail = f"The body may have at most {self._body_bytes_max} bytes."
            await refuse(scope, receive, send, status=413, code="content_too_large", detail=detail)
        elif (refusal := self._over_rate(scope)) is not None:
            headers = {"retry-after": str(refusal.retry_after_seconds)}
            await refuse(
                scope,
                receive,
                send,
                status=429,
                code=refusal.code,
                detail=refusal.message,
                headers=headers,
            )
        else:
            await self._app(scope, receive, send)

    def _declares_too_much(self, scope: Scope) -> bool:
        for name, value in scope["headers"]:
            if name == b"content-length":
                return not value.isdigit() or len(value) > 18 or int(value) > self._body_bytes_max
        return False

    def _over_rate(self, scope: Scope) -> TooManyRequests | None:
        if scope["path"].startswith(self._uncounted):
            return None
        client = scope.get("client")
        try:
            self._addresses.take(address_key(client[0]) if client else "")
        except TooManyRequests as refusal:
            return refusal
        return None
