"""A client: an application that sends people here to sign in and may be trusted with a secret."""

from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest

from auth.domain.identifiers import ClientId
from auth.domain.secret import digest


@dataclass(frozen=True, slots=True)
class Client:
    """Addresses are compared character by character: no prefixes, no patterns (RFC 9700, section 4.1.3)."""

    client_id: ClientId
    name: str
    secret_digest: bytes
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...] = ()
    back_channel_logout_uri: str | None = None

    def proves_itself_with(self, secret: str) -> bool:
        return compare_digest(self.secret_digest, digest(secret))


class Clients:
    """The clients this installation knows; they come from its configuration."""

    def __init__(self, clients: Mapping[ClientId, Client]) -> None:
        self._clients = dict(clients)

    def get(self, client_id: str | None) -> Client | None:
        return self._clients.get(ClientId(client_id or ""))

    def all(self) -> tuple[Client, ...]:
        return tuple(self._clients.values())
