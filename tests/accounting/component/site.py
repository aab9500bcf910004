"""Accounting's web application over a real database, asked by whoever has which role."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
from fastapi import FastAPI

from accounting.bootstrap import application
from accounting.bootstrap.web import pages_of, web_over
from chassis.clock import SettableClock
from chassis.roles import Role
from tests.accounting.builders import CHEAP, NOON
from tests.accounting.component.people import COOKIE, KnownPeople, an_asker
from tests.accounting.component.settings import ACCOUNTING, settings_over
from tests.accounting.harness import Harness, over
from tests.infrastructure import DatabaseUrls

OWN_PAGES = {"origin": ACCOUNTING, "sec-fetch-site": "same-origin"}


@dataclass
class Site:
    """`behind` is the accounting that the site shows."""

    app: FastAPI
    behind: Harness

    async def call(self, role: Role | None, path: str, method: str = "GET", **more: Any) -> httpx2.Response:
        """Ask the API with the token of `role`, or without any."""
        headers = {} if role is None else {"authorization": f"Bearer {role.value}"}
        return await self._ask(method, f"/api/v1{path}", headers, {}, **more)

    async def visit(
        self,
        role: Role | None,
        path: str,
        method: str = "GET",
        *,
        language: str = "en",
        sent_from: Mapping[str, str] = OWN_PAGES,
    ) -> httpx2.Response:
        """Open a page as somebody of `role`, or signed out."""
        cookies = {} if role is None else {COOKIE: role.value}
        return await self._ask(method, path, {**sent_from, "accept-language": language}, cookies)

    async def _ask(
        self, method: str, path: str, headers: dict[str, str], cookies: dict[str, str], **more: Any
    ) -> httpx2.Response:
        transport = httpx2.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(
            transport=transport, base_url=ACCOUNTING, headers=headers, cookies=cookies, trust_env=False
        ) as client:
            return await client.request(method, path, **more)


@asynccontextmanager
async def open_site(urls: DatabaseUrls, **changes: Any) -> AsyncIterator[Site]:
    """The site with its clock at NOON; `changes` are settings."""
    usual = {"environment": "development", "smtp_host": "mail.popug.inc"}
    settings = settings_over(urls, **{**usual, **changes})
    clock = SettableClock(NOON)
    core = application(settings, clock)
    app = web_over(core, settings, pages_of(settings, clock), KnownPeople())
    behind = over(core.database, CHEAP)
    behind.accounting, behind.clock = core.accounting, clock
    yield Site(app, behind)
    await behind.assert_books_are_right()
    await core.database.close()


def me(role: Role) -> Any:
    """The account id of whoever has `role`."""
    return an_asker(role).account_id
