"""Auth as tests talk to it: through its own application, as a browser, as a client, as a script."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
from fastapi import FastAPI

from auth.application.commands.enrol_account import EnrolAccount
from auth.domain.email import Email
from auth.domain.secret import s256
from auth.entrypoints.desk import Desk
from chassis.clock import SettableClock
from chassis.identifiers import AccountId, new_id
from chassis.roles import Role
from tests.auth.builders import CALLBACK, VERIFIER
from tests.auth.settings import ISSUER, TRACKER_SECRET

PASSWORD = "a good parrot says nothing"
OWN_PAGE = {"Sec-Fetch-Site": "same-origin", "Origin": ISSUER}


@dataclass(slots=True)
class Browser:
    """Keeps cookies, follows redirects only when told to, posts forms from auth's own pages."""

    http: httpx2.AsyncClient

    async def get(self, path: str, **parameters: str) -> httpx2.Response:
        return await self.http.get(path, params=parameters or None)

    async def post(self, path: str, headers: dict[str, str] = OWN_PAGE, **form: str) -> httpx2.Response:
        return await self.http.post(path, data=form, headers=headers)

    async def sign_in(self, email: str, password: str = PASSWORD, next: str = "/account") -> httpx2.Response:
        return await self.post("/sign-in", email=email, password=password, next=next)


@dataclass(slots=True)
class World:
    app: FastAPI
    desk: Desk
    clock: SettableClock
    open: list[httpx2.AsyncClient] = field(default_factory=list)

    def http(self, **other: Any) -> httpx2.AsyncClient:
        transport = httpx2.ASGITransport(self.app, client=other.pop("client", ("127.0.0.1", 50000)))
        return httpx2.AsyncClient(transport=transport, base_url=ISSUER, **other)

    def browser(self, address: str = "127.0.0.1") -> Browser:
        return Browser(self.http(client=(address, 50000)))

    def browser_with(self, session_token: str) -> Browser:
        """A browser into which somebody has put a session's token."""
        browser = self.browser()
        browser.http.headers["Cookie"] = f"popug_auth={session_token}"
        return browser

    async def account(
        self, email: str = "kesha@popug.inc", role: Role = Role.WORKER, name: str = "Kesha"
    ) -> AccountId:
        password_hash = await self.desk.hasher.hash(PASSWORD)
        return await self.desk.mediator.handle_command(
            EnrolAccount(AccountId(new_id()), name, Email.parse(email), role, password_hash)
        )

    async def signed_in(self, email: str = "kesha@popug.inc", role: Role = Role.WORKER) -> Browser:
        """A browser with a session of a new account."""
        await self.account(email, role)
        browser = self.browser()
        answer = await browser.sign_in(email)
        assert answer.status_code == 303, answer.text
        return browser

    async def code(self, browser: Browser, **other: str) -> str:
        answer = await browser.get("/authorize", **authorization(**other))
        return query_of(answer)["code"]

    async def redeem(self, code: str, **other: str) -> httpx2.Response:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
            **other,
        }
        return await self.token(form)

    async def refresh(self, refresh_token: str, **other: str) -> httpx2.Response:
        return await self.token({"grant_type": "refresh_token", "refresh_token": refresh_token, **other})

    async def token(
        self, form: dict[str, str], client: tuple[str, str] = ("tracker", TRACKER_SECRET)
    ) -> httpx2.Response:
        return await self.call_as_client("/token", client, **form)

    async def call_as_client(
        self, path: str, client: tuple[str, str] = ("tracker", TRACKER_SECRET), **form: str
    ) -> httpx2.Response:
        async with self.http(auth=client) as http:
            return await http.post(path, data={name: value for name, value in form.items() if value})

    async def tokens(self, browser: Browser, **other: str) -> dict[str, Any]:
        answer = await self.redeem(await self.code(browser, **other))
        assert answer.status_code == 200, answer.text
        document: dict[str, Any] = answer.json()
        return document

    async def call(self, method: str, path: str, token: str, **other: Any) -> httpx2.Response:
        async with self.http() as http:
            return await http.request(method, path, headers={"Authorization": f"Bearer {token}"}, **other)


def authorization(**other: str) -> dict[str, str]:
    """A sound authorization request of the tracker's; an empty value leaves a parameter out."""
    values = {
        "response_type": "code",
        "client_id": "tracker",
        "redirect_uri": CALLBACK,
        "scope": "openid profile email",
        "state": "a-state",
        "nonce": "a-nonce",
        "code_challenge": s256(VERIFIER),
        "code_challenge_method": "S256",
        **other,
    }
    return {name: value for name, value in values.items() if value}


def authorize_path(**other: str) -> str:
    return f"/authorize?{urlencode(authorization(**other))}"


def query_of(answer: httpx2.Response) -> dict[str, str]:
    """The parameters of the address an answer redirects to."""
    assert answer.status_code == 303, answer.text
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def hidden(page: str, name: str, action: str = "/sign-in") -> str:
    """The value of a hidden field of the forms that post to `action`."""
    forms = re.findall(rf'<form[^>]*action="{action}"[^>]*>(.*?)</form>', page, re.DOTALL)
    found = re.search(rf'name="{name}" value="([^"]*)"', "".join(forms))
    assert found is not None, f"there is no field {name} in a form to {action}"
    return unescape(found.group(1))
