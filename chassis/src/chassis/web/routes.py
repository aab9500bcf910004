"""What requests are called in metrics, logs and spans: not by their address, which anybody can make up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.types import Scope

UNWATCHED = ("/static/", "/health/", "/metrics")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Routes:
    """The paths that endpoints are served at, as templates."""

    paths: Mapping[Callable[..., Any], str]

    @classmethod
    def of(cls, app: FastAPI) -> "Routes":
        """All routes that `app` has by now."""
        contexts = list(iter_route_contexts(app.routes))
        return cls({each.endpoint: each.path for each in contexts if each.endpoint and each.path})

    def path_of(self, scope: Scope) -> str:
        """The template that `scope` was routed to, or `other`."""
        endpoint = scope.get("endpoint")
        return OTHER if endpoint is None else self.paths.get(endpoint, OTHER)
