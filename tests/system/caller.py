"""Somebody's access to all four APIs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2


@dataclass(frozen=True, slots=True)
class Caller:
    """Calls carry the token of `email`; `addresses` are the APIs by service."""

    email: str
    addresses: Mapping[str, str]
    http: httpx2.AsyncClient

    async def get(self, service: str, path: str, **parameters: str) -> Any:
        """The JSON at `/api/v1<path>`; AssertionError on a refusal."""
        answer = await self.http.get(self.addresses[service] + path, params=parameters)
        assert answer.status_code == 200, f"{answer.status_code} {answer.text}"
        return answer.json()

    async def post(
        self, service: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> httpx2.Response:
        """The answer, whatever it is."""
        return await self.http.post(self.addresses[service] + path, json=body, headers=headers)
