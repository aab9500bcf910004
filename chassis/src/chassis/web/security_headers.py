"""What every answer tells the browser not to do (OWASP ASVS 5.0, chapter 3)."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HSTS = "max-age=31536000; includeSubDomains"
NOTHING_MAY_LOAD = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""The policy of answers that are no pages; pages bring their own."""

PERMISSIONS = (
    "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=(), "
    "publickey-credentials-create=(self), publickey-credentials-get=(self)"
)


class SecurityHeaders:
    """Adds the headers to every HTTP answer; one that an endpoint has set itself stays as it is."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        headers = {
            "x-content-type-options": "nosniff",
            "referrer-policy": "same-origin",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "permissions-policy": PERMISSIONS,
            "content-security-policy": NOTHING_MAY_LOAD,
            "cache-control": "no-store",
            **({"strict-transport-security": HSTS} if https else {}),
        }
        self._headers = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = message.setdefault("headers", [])
                names = {name for name, _ in present}
                message["headers"] = [
                    *present,
                    *(header for header in self._headers if header[0] not in names),
                ]
            await send(message)

        await self._app(scope, receive, send_with_headers)
