"""The OpenID Provider as services reach it: its metadata and its published keys."""

from collections.abc import Mapping
from typing import Any, ClassVar

import httpx2

from chassis.errors import ServiceError

REQUEST_SECONDS_MAX = 5.0
DISCOVERY_PATH = "/.well-known/openid-configuration"
FOR_BROWSERS = frozenset({"issuer", "authorization_endpoint", "end_session_endpoint"})


class SignInUnavailable(ServiceError):
    """Auth does not answer, so nobody can be newly recognised."""

    code: ClassVar[str] = "sign_in_unavailable"


class Provider:
    """One issuer. Browsers know it as `issuer`; this service reaches it at `internal_url`, often the same.

    Endpoints that services call are moved to `internal_url`; those that browsers are sent to stay as
    announced. Source: OpenID Connect Discovery 1.0, section 4.
    """

    def __init__(
        self, issuer: str, internal_url: str | None = None, transport: httpx2.AsyncBaseTransport | None = None
    ) -> None:
        self.issuer = issuer
        self.transport = transport
        self._internal_url = internal_url or issuer
        self._metadata: dict[str, Any] | None = None

    async def metadata(self) -> Mapping[str, Any]:
        """The provider's metadata, fetched once; raises `SignInUnavailable`."""
        if self._metadata is None:
            announced = await self._get_json(self._internal_url + DISCOVERY_PATH)
            if announced.get("issuer") != self.issuer:
                raise SignInUnavailable(f"{self._internal_url} says it is another issuer than {self.issuer}.")
            self._metadata = {name: self._reachable(name, value) for name, value in announced.items()}
        return self._metadata

    async def published_keys(self) -> Mapping[str, Any]:
        """The provider's JWK set (RFC 7517, section 5) as it is now; raises `SignInUnavailable`."""
        return await self._get_json((await self.metadata())["jwks_uri"])

    async def _get_json(self, url: str) -> dict[str, Any]:
        try:
            async with httpx2.AsyncClient(transport=self.transport, timeout=REQUEST_SECONDS_MAX) as client:
                response = await client.get(url)
                response.raise_for_status()
                document = response.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise SignInUnavailable(f"The sign-in service does not answer: {error!r}") from error
        if not isinstance(document, dict):
            raise SignInUnavailable("The sign-in service answers something else than JSON.")
        return document

    def _reachable(self, name: str, value: Any) -> Any:
        if name in FOR_BROWSERS or not isinstance(value, str) or not value.startswith(self.issuer + "/"):
            return value
        return self._internal_url + value.removeprefix(self.issuer)
