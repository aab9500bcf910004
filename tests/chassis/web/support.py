"""A small service with everything around it real but its database and auth."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC
from functools import cache
from typing import Annotated, Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx2
from fastapi import APIRouter, FastAPI, Form
from pydantic import SecretStr
from starlette.requests import HTTPConnection

from chassis.access import Account
from chassis.access.account import require
from chassis.errors import Conflict, Forbidden, NotFound, Unprocessable
from chassis.pages import Pages, Visitor
from chassis.postgres.database import Database
from chassis.roles import Role
from chassis.settings import ServiceSettings
from chassis.web.application import create_app
from chassis.web.callers import Caller, SignedIn
from chassis.web.paging import InvalidCursor
from chassis.web.request_model import RequestModel
from chassis.web.tokens import InvalidToken
from tests.chassis.access.builders import KESHA

TRACKER = "http://tracker.test"
AUTH = "http://auth.test"
NOWHERE = "postgresql+asyncpg://tracker:secret@127.0.0.1:9/tracker"
SECRET = "a secret that is long enough for tests"


def settings_of(**changes: Any) -> ServiceSettings:
    """The tracker's settings."""
    usual: dict[str, Any] = {
        "database_url": SecretStr(NOWHERE),
        "rabbitmq_url": SecretStr("amqp://127.0.0.1:9/"),
        "public_url": TRACKER,
        "issuer": AUTH,
        "client_secret": SecretStr("tracker-secret"),
        "session_secret": SecretStr(SECRET),
        "auth_url": AUTH,
        "tracker_url": TRACKER,
        "accounting_url": "http://accounting.test",
        "analytics_url": "http://analytics.test",
    }
    return ServiceSettings(**{**usual, **changes})


@cache
def pages_at(public_url: str) -> Pages:
    """Pages with the common layout and no templates of their own; building them takes a while."""
    dashboards = {
        "auth": AUTH,
        "tracker": public_url,
        "accounting": "http://accounting.test",
        "analytics": "http://analytics.test",
    }
    return Pages("tracker", [], dashboards=dashboards, time_zone=UTC, secret=SECRET)


def an_account(role: Role = Role.WORKER, *, active: bool = True) -> Account:
    """Kesha."""
    return Account(KESHA, 1, "Kesha", "kesha@popug.inc", role, active, "en")


ASKERS: dict[str, tuple[Account, *tuple[Role, ...]]] = {
    "roles": (an_account(), Role.ACCOUNTANT, Role.MANAGER, Role.ADMIN),
    "role": (an_account(), Role.ADMIN),
    "deactivated": (an_account(active=False), Role.WORKER),
}


class KnownVisitors:
    """A browser with the cookie `known=yes` is Kesha; so is the token `kesha`; `gone` is deactivated."""

    @property
    def callers(self) -> "KnownVisitors":
        """The same object knows callers."""
        return self

    async def visitor(self, connection: HTTPConnection) -> Visitor | None:
        """Kesha, or nobody."""
        if connection.cookies.get("known") != "yes":
            return None
        connection.state.account = an_account()
        return Visitor(KESHA, "Kesha", "kesha@popug.inc", Role.WORKER)

    def sign_in_path(self, next: str) -> str:
        """Where to sign in."""
        return f"/sign-in?next={next}"

    async def caller(self, token: str) -> Account:
        """Kesha, or nobody."""
        accounts = {"kesha": an_account(), "gone": an_account(active=False)}
        if token not in accounts:
            raise InvalidToken("This access token is not valid here.")
        return accounts[token]


class Note(RequestModel):
    """What the API under test takes."""

    text: str
    stars: int = 0


class NoteTaken(Conflict):
    """A refusal with a code and details of its own."""

    code = "note_taken"


def api_router() -> APIRouter:
    """An API that refuses in every way there is."""
    router = APIRouter()

    @router.get("/me")
    async def me(caller: Caller) -> dict[str, str]:
        return {"name": caller.name}

    @router.post("/notes", status_code=201)
    async def write(note: Note, caller: Caller) -> dict[str, str]:
        return {"text": note.text, "by": caller.name}

    @router.get("/refusals/{kind}")
    async def refuse(kind: str) -> None:
        raise {
            "not-found": NotFound("There is no such note."),
            "forbidden": Forbidden("This is only for managers."),
            "conflict": NoteTaken("Somebody took it.", taken_by="gosha"),
            "unprocessable": Unprocessable("A note needs a text."),
            "broken": RuntimeError("a secret detail"),
            "out-of-reach": ConnectionRefusedError("the database at 10.0.0.7 is away"),
        }[kind]

    return router


def web_router() -> APIRouter:
    """Pages that greet, and take a form."""
    router = APIRouter()

    @router.get("/hello")
    async def hello(account: SignedIn) -> dict[str, str]:
        return {"hello": account.name}

    @router.post("/hello")
    async def say(account: SignedIn, word: Annotated[str, Form()]) -> dict[str, str]:
        return {"said": word, "by": account.name}

    @router.post("/open")
    async def anybody() -> dict[str, bool]:
        return {"done": True}

    @router.get("/refusals/{kind}")
    async def refuse(kind: str) -> None:
        if kind in ASKERS:
            require(*ASKERS[kind])
        raise {
            "not-found": NotFound("There is no such note."),
            "cursor": InvalidCursor("This cursor is not valid: start again without one."),
            "percent": Unprocessable("Not 100% of it."),
            "broken": RuntimeError("a secret detail"),
        }[kind]

    @router.get("/notes/{note_id}")
    async def note(note_id: UUID, place: int = 0) -> dict[str, str]:
        return {"note": str(note_id), "place": str(place)}

    return router


def an_app(settings: ServiceSettings | None = None, **changes: Any) -> FastAPI:
    """The service under test; `changes` are arguments of `create_app`."""
    settings = settings or settings_of()
    usual: dict[str, Any] = {
        "settings": settings,
        "service": "tracker",
        "title": "Tracker",
        "visitors": KnownVisitors(),
        "database": Database(NOWHERE, application_name="test"),
        "pages": pages_at(settings.public_url),
        "api": [api_router()],
        "web": [web_router()],
    }
    return create_app(**{**usual, **changes})


@asynccontextmanager
async def browsing(
    *sites: tuple[str, Any],
    cookies: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> AsyncIterator[httpx2.AsyncClient]:
    """A client that reaches each site by its address, the first by relative paths too; it follows nothing."""
    mounts = {address: httpx2.ASGITransport(site, raise_app_exceptions=False) for address, site in sites}
    async with httpx2.AsyncClient(
        mounts=mounts, base_url=sites[0][0], cookies=cookies, headers=headers, trust_env=False
    ) as client:
        yield client


def api_client(app: FastAPI, token: str | None = "kesha") -> Any:
    """A script that calls the API."""
    return browsing((TRACKER, app), headers={"authorization": f"Bearer {token}"} if token else {})


def own_pages(address: str = TRACKER) -> dict[str, str]:
    """What a browser says of a request from the site's own pages."""
    parts = urlsplit(address)
    return {"origin": f"{parts.scheme}://{parts.netloc}", "sec-fetch-site": "same-origin"}
