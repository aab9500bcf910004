"""Where somebody goes on after signing in: a path of this very service, never another address."""

from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode, urlsplit

from itsdangerous import BadSignature, URLSafeSerializer

HOME = "/"
PATH_CHARACTERS_MAX = 8_000
ASKED = "asked"


def local_path(path: str | None) -> str:
    """`path` if it can only lead to this service, else the home page.

    Browsers read a backslash as a slash and drop tabs and line breaks, so none of them may be in it.
    """
    if not path or len(path) > PATH_CHARACTERS_MAX or not path.startswith("/") or path.startswith("//"):
        return HOME
    if "\\" in path or not path.isascii() or not path.isprintable():
        return HOME
    return path


def parameters_of(path: str) -> dict[str, list[str]]:
    parameters: dict[str, list[str]] = {}
    for name, value in parse_qsl(urlsplit(path).query, keep_blank_values=True):
        parameters.setdefault(name, []).append(value)
    return parameters


class Continuations:
    """Remembers in the path itself, signed, since when this very request has asked for a new sign-in."""

    def __init__(self, secret: str) -> None:
        self._serializer = URLSafeSerializer(secret, salt="popug sign-in asked for")

    def to_authorize(self, parameters: dict[str, list[str]], asked_at: datetime) -> str:
        kept = _request_in(parameters)
        asked = self._serializer.dumps([int(asked_at.timestamp() * 1_000_000), _digest_of(kept)])
        return f"/authorize?{kept}&{urlencode({ASKED: asked})}"

    def asked_at(self, parameters: dict[str, list[str]]) -> datetime | None:
        values = parameters.get(ASKED, [])
        if len(values) != 1:
            return None
        try:
            microseconds, request = self._serializer.loads(values[0])
            asked_at = datetime.fromtimestamp(microseconds / 1_000_000, UTC)
        except (BadSignature, TypeError, ValueError):
            return None
        return asked_at if request == _digest_of(_request_in(parameters)) else None


def _request_in(parameters: dict[str, list[str]]) -> str:
    return urlencode(
        [(name, value) for name, values in parameters.items() if name != ASKED for value in values]
    )


def _digest_of(request: str) -> str:
    return sha256(request.encode()).hexdigest()
