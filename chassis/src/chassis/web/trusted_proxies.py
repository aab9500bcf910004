"""Finds the client's own address behind proxies that are trusted to tell it, and behind no others."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.types import ASGIApp, Receive, Scope, Send

HEADER = b"x-forwarded-for"
HOPS_MAX = 20
UNKNOWN_PORT = 0

Address = IPv4Address | IPv6Address
Networks = Sequence[IPv4Network | IPv6Network]


def networks_of(text: str) -> Networks:
    """Networks or single addresses, comma-separated (`10.0.0.0/8, 192.0.2.7`); raises ValueError."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


class TrustedProxies:
    """Replaces the peer's address by the one it forwards for, while whoever told it is trusted.

    Every proxy appends the address it was reached from to `X-Forwarded-For`. Read from the right, the first
    address that is no trusted proxy's is the client's; whatever stands to the left of it the client may have
    made up. An entry that is no address ends the search at the last proxy that could be believed.
    """

    def __init__(self, app: ASGIApp, networks: Networks) -> None:
        self._app = app
        self._networks = networks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] in ("http", "websocket") and scope.get("client"):
            client = self._client_of(scope)
            if client is not None:
                scope = {**scope, "client": (str(client), UNKNOWN_PORT)}
        await self._app(scope, receive, send)

    def _client_of(self, scope: Scope) -> Address | None:
        peer = _address(scope["client"][0])
        if peer is None or not self._is_trusted(peer):
            return None
        nearest_first = _forwarded(scope)[::-1][:HOPS_MAX]
        client = peer
        for entry in nearest_first:
            address = _address(entry)
            if address is None:
                break
            client = address
            if not self._is_trusted(address):
                break
        return client

    def _is_trusted(self, address: Address) -> bool:
        return any(address in network for network in self._networks)


def _forwarded(scope: Scope) -> list[str]:
    values = [value.decode("latin-1") for name, value in scope["headers"] if name == HEADER]
    return [entry.strip() for value in values for entry in value.split(",")]


def _address(text: str) -> Address | None:
    """`192.0.2.7`, `192.0.2.7:4711`, `2001:db8::7` or `[2001:db8::7]:4711`."""
    host = text
    if text.startswith("["):
        host = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        host = text.partition(":")[0]
    try:
        address = ip_address(host)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
