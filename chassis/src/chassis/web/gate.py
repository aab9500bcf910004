"""What a request must pass before anything looks at it: its size and its address's rate."""

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.web.rate_limit import RateLimiter, TooManyRequests, address_key
from chassis.web.refusal import refuse

UNCOUNTED = ("/static/", "/health/", "/metrics")
LENGTH_DIGITS_MAX = 18


class Gate:
    """Refuses a body larger than `body_bytes_max` (413) and an address that asks too often (429).

    The server holds a body to its declared length; one that declares none is counted as it is read. Does what
    Starlette's own limit does once instead of once per nested router, and answers in the shape of the path.
    """

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
            return
        length = _declared_length(scope)
        if length is not None and self._is_too_much(length):
            await self._refuse_size(scope, receive, send)
        elif (refusal := self._over_rate(scope)) is not None:
            await _refuse_rate(scope, receive, send, refusal)
        else:
            counted = self._counting(receive) if length is None and scope["type"] == "http" else receive
            await self._app(scope, counted, send)

    def _is_too_much(self, length: bytes) -> bool:
        if len(length) > LENGTH_DIGITS_MAX or not length.isdigit():
            return True
        return int(length) > self._body_bytes_max

    def _counting(self, receive: Receive) -> Receive:
        read = 0

        async def receive_counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._body_bytes_max:
                raise HTTPException(413, self._too_large())
            return message

        return receive_counted

    async def _refuse_size(self, scope: Scope, receive: Receive, send: Send) -> None:
        detail = self._too_large()
        await refuse(scope, receive, send, status=413, code="content_too_large", detail=detail)

    def _too_large(self) -> str:
        return f"The body may have at most {self._body_bytes_max} bytes."

    def _over_rate(self, scope: Scope) -> TooManyRequests | None:
        if scope["path"].startswith(self._uncounted):
            return None
        client = scope.get("client")
        try:
            self._addresses.take(address_key(client[0]) if client else "")
        except TooManyRequests as refusal:
            return refusal
        return None


async def _refuse_rate(scope: Scope, receive: Receive, send: Send, refusal: TooManyRequests) -> None:
    headers = {"retry-after": str(refusal.retry_after_seconds)}
    await refuse(scope, receive, send, status=429, code=refusal.code, detail=refusal.message, headers=headers)


def _declared_length(scope: Scope) -> bytes | None:
    for name, value in scope["headers"]:
        if name == b"content-length":
            declared: bytes = value
            return declared
    return None
