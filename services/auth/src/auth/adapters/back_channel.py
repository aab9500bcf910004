"""Sends logout tokens to clients over HTTP (OpenID Connect Back-Channel Logout 1.0, section 2.5)."""

import httpx2

from auth.application.logout_ports import NotTaken
from chassis.crash_points import crash_point

SECONDS_MAX = 3.0
CONNECTIONS_MAX = 20


class HttpBackChannel:
    """Follows no redirect and reads no answer's body: a client only says yes or no."""

    def __init__(self, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._http = httpx2.AsyncClient(
            timeout=SECONDS_MAX,
            follow_redirects=False,
            trust_env=False,
            transport=transport,
            limits=httpx2.Limits(max_connections=CONNECTIONS_MAX, max_keepalive_connections=0),
        )

    async def send(self, address: str, logout_token: str) -> None:
        crash_point("logout.before_delivery")
        try:
            async with self._http.stream("POST", address, data={"logout_token": logout_token}) as answer:
                status = answer.status_code
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise NotTaken(f"{address} does not answer: {error!r}") from error
        if status not in (200, 204):
            raise NotTaken(f"{address} answers {status}")
        crash_point("logout.after_delivery")

    async def close(self) -> None:
        await self._http.aclose()
