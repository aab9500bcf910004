"""What just happened, carried over one redirect in a signed cookie and shown once."""

import json
from typing import Literal

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

Tone = Literal["good", "warning", "bad", "neutral"]
TONES: tuple[Tone, ...] = ("good", "warning", "bad", "neutral")
AGE_SECONDS_MAX = 120
TEXT_LENGTH_MAX = 600


class Flashes:
    """The results waiting to be shown by one service; cookies ignore ports, so each service has its own."""

    def __init__(self, service: str, secret: str) -> None:
        self._cookie = f"popug_flash_{service}"
        self._serializer = URLSafeTimedSerializer(secret, salt=self._cookie)

    def put(self, response: Response, tone: Tone, text: str, *, secure: bool) -> None:
        """Have the next page show `text` (plain, cut at `TEXT_LENGTH_MAX` characters) as a toast."""
        value: str = self._serializer.dumps([tone, text[:TEXT_LENGTH_MAX]])
        response.set_cookie(
            self._cookie,
            value,
            max_age=AGE_SECONDS_MAX,
            httponly=True,
            samesite="lax",
            secure=secure,
        )

    def read(self, request: Request) -> tuple[Tone, str] | None:
        """Tone and text of what is waiting; None for nothing, for something stale and for a forgery."""
        value = request.cookies.get(self._cookie)
        if value is None:
            return None
        try:
            tone, text = self._serializer.loads(value, max_age=AGE_SECONDS_MAX)
        except (BadSignature, json.JSONDecodeError, TypeError, ValueError):
            return None
        return tone, text

    def forget(self, request: Request, response: Response) -> None:
        """Drop what is waiting, whether it was shown or was worth nothing."""
        if self._cookie in request.cookies:
            response.delete_cookie(self._cookie, httponly=True, samesite="lax")
