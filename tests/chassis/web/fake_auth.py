"""A small OpenID provider that signs like auth does, and misbehaves when told to."""

from base64 import b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_urlsafe
from time import time
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.chassis.access.builders import KESHA
from tests.chassis.web.support import AUTH

PERSON = {"sub": str(KESHA), "name": "Kesha", "email": "kesha@popug.inc", "role": "worker"}
LIFETIME_SECONDS = 600


def a_key(key_id: str = "key-1") -> ECKey:
    """A fresh ES256 key."""
    return ECKey.generate_key("P-256", {"kid": key_id, "use": "sig", "alg": "ES256"})


@dataclass
class FakeAuth:
    """Signs everybody in as `person` at once. `id_token` replaces claims of the next ID tokens."""

    key: ECKey = field(default_factory=a_key)
    person: Mapping[str, Any] = field(default_factory=lambda: dict(PERSON))
    id_token: Mapping[str, Any] = field(default_factory=dict)
    down: bool = False
    refuses_with: str = ""
    signs_with: ECKey | None = None
    published: list[ECKey] | None = None
    key_fetches: int = 0
    redeemed: list[Mapping[str, str]] = field(default_factory=list)
    codes: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def app(self) -> "Outage":
        """The provider as an application; it may be down."""
        routes = [
            Route("/.well-known/openid-configuration", self._discovery),
            Route("/jwks", self._jwks),
            Route("/authorize", self._authorize),
            Route("/token", self._token, methods=["POST"]),
        ]
        return Outage(self, Starlette(routes=routes))

    def access_token(
        self, key: ECKey | None = None, header: Mapping[str, Any] | None = None, **claims: Any
    ) -> str:
        """An access token as auth makes them, unless told otherwise; a claim of None is left out."""
        now = int(time())
        usual = {
            **self.person,
            "iss": AUTH,
            "aud": "popug",
            "iat": now,
            "exp": now + LIFETIME_SECONDS,
            "jti": token_urlsafe(8),
            "scope": "openid profile email",
        }
        return self.signed({**usual, **claims}, {"typ": "at+jwt", **(header or {})}, key)

    def logout_token(self, header: Mapping[str, Any] | None = None, **claims: Any) -> str:
        """A logout token for the tracker, unless told otherwise."""
        now = int(time())
        usual = {
            "iss": AUTH,
            "aud": "tracker",
            "sub": self.person["sub"],
            "sid": "session-1",
            "iat": now,
            "exp": now + 60,
            "jti": token_urlsafe(8),
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        }
        return self.signed({**usual, **claims}, {"typ": "logout+jwt", **(header or {})})

    def signed(self, claims: Mapping[str, Any], header: Mapping[str, Any], key: ECKey | None = None) -> str:
        """A JWT over those of `claims` that are not None."""
        with_key = key or self.signs_with or self.key
        present = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": "ES256", "kid": with_key.kid, **header}, present, with_key)

    async def _discovery(self, request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": AUTH,
                "authorization_endpoint": f"{AUTH}/authorize",
                "token_endpoint": f"{AUTH}/token",
                "jwks_uri": f"{AUTH}/jwks",
                "end_session_endpoint": f"{AUTH}/end-session",
                "id_token_signing_alg_values_supported": ["ES256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            }
        )

    async def _jwks(self, request: Request) -> Response:
        self.key_fetches += 1
        keys = [self.key] if self.published is None else self.published
        return JSONResponse({"keys": [key.as_dict(private=False) for key in keys]})

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        answer = {"state": asked["state"], "iss": AUTH}
        if self.refuses_with:
            answer["error"] = self.refuses_with
        else:
            code = token_urlsafe(8)
            self.codes[code] = asked
            answer["code"] = code
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", 303)

    async def _token(self, request: Request) -> Response:
        async with request.form() as form:
            given = {name: str(value) for name, value in form.items()}
        asked = self.codes.pop(given.get("code", ""), None)
        if asked is None or not _is_proven(asked, given) or not _is_the_tracker(request):
            return JSONResponse({"error": "invalid_grant"}, 400)
        self.redeemed.append(given)
        access_token = self.access_token()
        return JSONResponse(
            {
                "access_token": access_token,
                "token_type": "Bearer",
                "expires_in": LIFETIME_SECONDS,
                "id_token": self._id_token(asked["nonce"], access_token),
            }
        )

    def _id_token(self, nonce: str, access_token: str) -> str:
        now = int(time())
        usual = {
            **self.person,
            "iss": AUTH,
            "aud": "tracker",
            "iat": now,
            "exp": now + LIFETIME_SECONDS,
            "nonce": nonce,
            "sid": "session-1",
            "at_hash": _half_hash(access_token),
        }
        return self.signed({**usual, **self.id_token}, {"typ": "JWT"})


class Outage:
    """Answers 503 to everything while the provider is down."""

    def __init__(self, auth: FakeAuth, app: Starlette) -> None:
        self._auth = auth
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request."""
        answer = Response(status_code=503) if self._auth.down else self._app
        await answer(scope, receive, send)


def _is_proven(asked: Mapping[str, str], given: Mapping[str, str]) -> bool:
    verifier = given.get("code_verifier", "")
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return (
        asked.get("code_challenge_method") == "S256"
        and asked.get("code_challenge") == challenge
        and asked["redirect_uri"] == given.get("redirect_uri")
    )


def _is_the_tracker(request: Request) -> bool:
    _, _, credentials = request.headers.get("authorization", "").partition(" ")
    return b64decode(credentials) == b"tracker:tracker-secret"


def _half_hash(access_token: str) -> str:
    return urlsafe_b64encode(sha256(access_token.encode()).digest()[:16]).rstrip(b"=").decode()
