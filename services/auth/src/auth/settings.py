"""What auth is told by its environment, over and above what every service is."""

import hashlib
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from auth.domain.email import Email
from auth.domain.errors import InvalidEmail
from chassis.mail import MailSettings
from chassis.settings import ServiceSettings

SERVICES = ("tracker", "accounting", "analytics")
KEY_CHARACTERS_MIN = 32
SECRET_CHARACTERS_MIN = 16
DEMO_CLIENT = {
    "name": "Demo client",
    "secret": "demo-secret",
    "redirect_uris": ["http://localhost:9999/callback"],
    "post_logout_redirect_uris": ["http://localhost:9999/"],
}


def _http_address(address: str) -> str:
    parts = urlsplit(address)
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or "*" in parts.netloc
        or "@" in parts.netloc
    ):
        raise ValueError("give an http or https address in full")
    if "#" in address:
        raise ValueError("an address to be sent to has no fragment")
    return address


HttpAddress = Annotated[str, AfterValidator(_http_address)]


class ClientSettings(BaseModel):
    """A client as configured: its secret, or the secret's SHA-256 in hex; addresses in full.

    A service of ours need not name its addresses: they follow from where it lives. `back_channel_logout_uri`
    is where this client is told that a session has ended, as auth's worker reaches it: among containers that
    is an internal address.
    """

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    name: str | None = None
    secret: SecretStr | None = None
    secret_sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None
    redirect_uris: tuple[HttpAddress, ...] = ()
    post_logout_redirect_uris: tuple[HttpAddress, ...] = ()
    back_channel_logout_uri: HttpAddress | None = None

    @model_validator(mode="after")
    def _has_one_secret(self) -> "ClientSettings":
        if (self.secret is None) == (self.secret_sha256 is None):
            raise ValueError("give either secret or secret_sha256")
        return self

    @property
    def secret_digest(self) -> bytes:
        if self.secret is not None:
            return hashlib.sha256(self.secret.get_secret_value().encode()).digest()
        return bytes.fromhex(self.secret_sha256 or "")


class AuthSettings(ServiceSettings, MailSettings):
    """`POPUG_CLIENTS` is JSON: client id to `ClientSettings`. argon2 costs what OWASP asks for at least.

    A new signing key takes over every `signing_key_days`.
    """

    key_encryption_key: Annotated[SecretStr, Field(min_length=KEY_CHARACTERS_MIN)]
    clients: dict[str, ClientSettings] = Field(default_factory=dict)
    self_registration: bool = True
    registration_confirmed: bool | None = None
    first_admin_email: str | None = None
    first_admin_name: str = "Admin"
    demo: bool = False
    password_passes: Annotated[int, Field(ge=1)] = 2
    password_memory_kib: Annotated[int, Field(ge=8)] = 19_456
    password_lanes: Annotated[int, Field(ge=1)] = 1
    password_threads: Annotated[int, Field(ge=1)] = 2
    signing_key_days: Annotated[float, Field(ge=1)] = 30
    session_idle_hours: Annotated[float, Field(gt=0)] = 12
    session_days_max: Annotated[float, Field(gt=0)] = 7
    remembered_idle_days: Annotated[float, Field(gt=0, le=60)] = 14
    remembered_days_max: Annotated[float, Field(gt=0)] = 30

    @model_validator(mode="after")
    def _clients_know_where_they_live(self) -> "AuthSettings":
        for client_id, client in self.clients.items():
            if not client.redirect_uris and client_id not in SERVICES:
                raise ValueError(f"POPUG_CLIENTS: {client_id} needs redirect_uris")
        return self

    @property
    def confirms_registrations(self) -> bool:
        """By a link sent by mail, unless told otherwise; a demo has no time for that."""
        return not self.demo if self.registration_confirmed is None else self.registration_confirmed

    @field_validator("first_admin_email")
    @classmethod
    def _somebodys_address(cls, email: str | None) -> str | None:
        if not email:
            return None
        try:
            return Email.parse(email).address
        except InvalidEmail as error:
            raise ValueError("needs an e-mail address, as in admin@popug.inc") from error

    def address_of(self, service: str) -> str:
        return str(getattr(self, f"{service}_url")).rstrip("/")
