"""What a client may ask for when it sends somebody here to sign in (OpenID Connect Core, 3.1.2.1)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from auth.domain.client import Client, Clients

SCOPES = ("openid", "profile", "email", "offline_access")
PROMPTS_SHOWN = ("none", "login", "select_account")
PROMPTS = (*PROMPTS_SHOWN, "consent")
"""Nobody is asked for consent: every client was admitted by whoever runs this installation, for everybody."""

CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
VALUE_CHARACTERS_MAX = 2000
MAX_AGE_DIGITS_MAX = 9

Parameters = Mapping[str, Sequence[str]]


class UntrustedRequest(ValueError):
    """Client or address are not ours: this is shown here and never sent anywhere."""


class RefusedRequest(ValueError):
    """The client is told, at its own address."""

    def __init__(self, redirect_uri: str, state: str | None, error: str, description: str) -> None:
        super().__init__(description)
        self.redirect_uri = redirect_uri
        self.state = state
        self.error = error
        self.description = description


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    client: Client
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str | None
    nonce: str | None
    code_challenge: str
    prompts: frozenset[str]
    max_age_seconds: int | None
    login_hint: str
    ui_locales: tuple[str, ...]
    id_token_hint: str | None

    @property
    def is_silent(self) -> bool:
        return "none" in self.prompts

    def needs_sign_in(self, authenticated_at: datetime, asked_at: datetime | None, now: datetime) -> bool:
        """Whether who is signed in has to do it again; `asked_at` is when they were last told to."""
        if asked_at is not None:
            return authenticated_at < asked_at
        if self.prompts & {"login", "select_account"}:
            return True
        return self.max_age_seconds is not None and now - authenticated_at > timedelta(
            seconds=self.max_age_seconds
        )

    def refused(self, error: str, description: str) -> RefusedRequest:
        return RefusedRequest(self.redirect_uri, self.state, error, description)


def read_request(parameters: Parameters, clients: Clients) -> AuthorizationRequest:
    """Check `parameters`; raises `UntrustedRequest`, and `RefusedRequest` once the address is trusted."""
    client, redirect_uri = _trusted(parameters, clients)
    reader = _Reader(parameters, redirect_uri)
    reader.check_supported()
    return AuthorizationRequest(
        client=client,
        redirect_uri=redirect_uri,
        scopes=reader.scopes(),
        state=reader.one("state"),
        nonce=reader.one("nonce"),
        code_challenge=reader.code_challenge(),
        prompts=reader.prompts(),
        max_age_seconds=reader.max_age_seconds(),
        login_hint=reader.one("login_hint") or "",
        ui_locales=tuple((reader.one("ui_locales") or "").split()),
        id_token_hint=reader.one("id_token_hint"),
    )


def _trusted(parameters: Parameters, clients: Clients) -> tuple[Client, str]:
    client_ids, redirect_uris = parameters.get("client_id", ()), parameters.get("redirect_uri", ())
    client = clients.get(client_ids[0]) if len(client_ids) == 1 else None
    if client is None:
        raise UntrustedRequest("No application of that name is known here.")
    if len(redirect_uris) != 1 or redirect_uris[0] not in client.redirect_uris:
        raise UntrustedRequest(f"The address to go back to is not one of {client.name}'s.")
    return client, redirect_uris[0]


@dataclass(frozen=True, slots=True)
class _Reader:
    parameters: Parameters
    redirect_uri: str

    def check_supported(self) -> None:
        for name in ("request", "request_uri", "registration"):
            if name in self.parameters:
                raise self._refused(f"{name}_not_supported", f"{name} is not supported.")
        for name, values in self.parameters.items():
            if len(values) > 1 or len(values[0]) > VALUE_CHARACTERS_MAX:
                raise self._refused("invalid_request", f"{name} is given twice or is too long.")
        if self.one("response_type") is None:
            raise self._refused("invalid_request", "response_type is missing.")
        if self.one("response_type") != "code":
            raise self._refused("unsupported_response_type", "Only response_type=code is supported.")
        if self.one("response_mode") not in (None, "query"):
            raise self._refused("invalid_request", "Only response_mode=query is supported.")

    def scopes(self) -> tuple[str, ...]:
        asked = (self.one("scope") or "").split()
        if "openid" not in asked:
            raise self._refused("invalid_scope", "The scope openid is missing.")
        return tuple(scope for scope in SCOPES if scope in asked)

    def code_challenge(self) -> str:
        challenge = self.one("code_challenge") or ""
        if self.one("code_challenge_method") != "S256" or not CHALLENGE.fullmatch(challenge):
            raise self._refused("invalid_request", "PKCE with code_challenge_method=S256 is required.")
        return challenge

    def prompts(self) -> frozenset[str]:
        prompts = frozenset((self.one("prompt") or "").split())
        if not prompts <= frozenset(PROMPTS) or ("none" in prompts and len(prompts) > 1):
            raise self._refused(
                "invalid_request", "prompt is none or some of login, consent, select_account."
            )
        return prompts

    def max_age_seconds(self) -> int | None:
        text = self.one("max_age")
        if text is None:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= MAX_AGE_DIGITS_MAX):
            raise self._refused("invalid_request", "max_age is a number of seconds.")
        return int(text)

    def one(self, name: str) -> str | None:
        values = self.parameters.get(name)
        return values[0] if values and values[0] else None

    def _refused(self, error: str, description: str) -> RefusedRequest:
        states = self.parameters.get("state", ())
        state = states[0] if len(states) == 1 else None
        return RefusedRequest(self.redirect_uri, state, error, description)
