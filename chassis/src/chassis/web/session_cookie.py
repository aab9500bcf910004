"""The cookie that carries a session's id: one name a service, because cookies ignore ports."""

from starlette.requests import HTTPConnection
from starlette.responses import Response

VALUE_LENGTH_MAX = 128


class SessionCookie:
    """`popug_<service>`, with `__Host-` under https (RFC 6265bis, section 4.1.3.2)."""

    def __init__(self, service: str, *, https: bool) -> None:
        self.name = f"{'__Host-' if https else ''}popug_{service}"
        self._https = https

    def read(self, connection: HTTPConnection) -> str | None:
        """The session id that the browser sent, or None."""
        value = connection.cookies.get(self.name)
        return value if value and len(value) <= VALUE_LENGTH_MAX else None

    def put(self, response: Response, session_id: str, kept_seconds: int | None = None) -> None:
        """Give the browser `session_id` until it is closed, or for `kept_seconds`.

        The row says when the session is over.
        """
        response.set_cookie(
            self.name,
            session_id,
            max_age=kept_seconds,
            path="/",
            secure=self._https,
            httponly=True,
            samesite="lax",
        )

    def forget(self, response: Response) -> None:
        """Take the session id away from the browser."""
        response.delete_cookie(self.name, path="/", secure=self._https, httponly=True, samesite="lax")
