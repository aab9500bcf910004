"""Pages of an imagined tracker, and visitors to look at them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import FastAPI, Request, Response
from jinja2 import Environment
from starlette.testclient import TestClient

from chassis.clock import SettableClock
from chassis.identifiers import AccountId
from chassis.pages import Pages, Section, Visitor
from chassis.roles import Role

NOW = datetime(2026, 11, 21, 11, 2, 11, tzinfo=UTC)
DASHBOARDS = {
    "auth": "http://localhost:8000",
    "tracker": "http://localhost:8001",
    "accounting": "http://localhost:8002",
    "analytics": "http://localhost:8003",
}


def a_visitor(role: Role = Role.WORKER, name: str = "Kesha") -> Visitor:
    return Visitor(AccountId(UUID(int=7)), name, "kesha@popug.inc", role)


def some_pages(
    *,
    environment: str = "production",
    sections: Sequence[Section] = (),
    template_packages: Sequence[str] = (),
    catalogues: Sequence[Path] = (),
) -> Pages:
    return Pages(
        "tracker",
        template_packages,
        dashboards=DASHBOARDS,
        time_zone=ZoneInfo("Europe/Moscow"),
        secret="a secret of the tests",
        catalogues=catalogues,
        environment=environment,
        sections=sections,
        clock=SettableClock(NOW),
    )


def a_request(
    path: str = "/",
    *,
    method: str = "GET",
    cookies: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    visitor: Visitor | None = None,
) -> Request:
    sent = dict(headers or {})
    if cookies:
        sent["cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    plain, _, query = path.partition("?")
    scope: dict[str, Any] = {
        "type": "http",
        "method": method,
        "path": plain,
        "query_string": query.encode(),
        "scheme": "http",
        "server": ("localhost", 8001),
        "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
        "state": {"visitor": visitor},
    }
    return Request(scope)


def macro(text: str, *, locale: str = "en", **context: Any) -> str:
    """What a template consisting of `text` writes."""
    return _environment(locale).from_string(text).render(**context)


@cache
def _environment(locale: str) -> Environment:
    return some_pages()._environments[locale]


def text_of(response: Response) -> str:
    return bytes(response.body).decode()


def a_client(pages: Pages) -> TestClient:
    app = FastAPI()
    pages.mount(app)
    return TestClient(app, base_url="http://localhost:8001", follow_redirects=False)
