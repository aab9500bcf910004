"""Reads what clients post, and recognises the client that posts it (RFC 6749, section 2.3.1)."""

from base64 import b64decode
from binascii import Error as NotBase64
from urllib.parse import parse_qsl, unquote_plus

from fastapi import Request
from starlette.responses import JSONResponse, Response

from auth.domain.client import Client, Clients

FORM = "application/x-www-form-urlencoded"
FIELDS_MAX = 40
NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}

Form = dict[str, str]


class OAuthRefusal(Exception):
    """An error as OAuth spells it (RFC 6749, section 5.2)."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.description = description
        self.status = status

    def answer(self) -> Response:
        challenge = {"WWW-Authenticate": 'Basic realm="popug"'} if self.status == 401 else {}
        body = {"error": self.error, "error_description": self.description}
        return JSONResponse(body, self.status, {**NO_STORE, **challenge})


async def read_form(request: Request) -> Form:
    """Each field once; raises `OAuthRefusal`."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise OAuthRefusal("invalid_request", f"Send {FORM}.")
    try:
        text = (await request.body()).decode()
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS_MAX)
    except ValueError as error:
        raise OAuthRefusal("invalid_request", "The form cannot be read.") from error
    form = dict(pairs)
    if len(form) != len(pairs):
        raise OAuthRefusal("invalid_request", "A field is given twice.")
    return form


def needed(form: Form, name: str) -> str:
    """The field, which has to be there; raises `OAuthRefusal`."""
    if not form.get(name):
        raise OAuthRefusal("invalid_request", f"{name} is missing.")
    return form[name]


def authenticated(request: Request, form: Form, clients: Clients) -> Client:
    """The client that proved itself; raises `OAuthRefusal`."""
    header = request.headers.get("authorization")
    if header is not None and "client_secret" in form:
        raise OAuthRefusal("invalid_request", "Authenticate in one way, not in two.")
    if header is not None:
        client_id, secret = _basic(header)
        if form.get("client_id", client_id) != client_id:
            raise OAuthRefusal("invalid_request", "The form names another client.")
    else:
        client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
    client = clients.get(client_id)
    if client is None or not client.proves_itself_with(secret):
        raise OAuthRefusal("invalid_client", "Client and secret do not match.", 401)
    return client


def _basic(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        raise OAuthRefusal("invalid_client", "Authenticate with Basic.", 401)
    try:
        client_id, colon, secret = b64decode(encoded, validate=True).decode().partition(":")
    except (NotBase64, UnicodeDecodeError) as error:
        raise OAuthRefusal("invalid_client", "The Basic credentials cannot be read.", 401) from error
    if not colon:
        raise OAuthRefusal("invalid_client", "The Basic credentials have no secret.", 401)
    return unquote_plus(client_id), unquote_plus(secret)
