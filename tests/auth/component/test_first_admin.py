"""The first admin, named by the environment at the first start."""

import re

import pytest

from auth.bootstrap.web_process import web_application
from auth.entrypoints.desk import Desk
from chassis.clock import SettableClock, SystemClock
from chassis.roles import Role
from tests.auth.component.world import OWN_PAGE, World
from tests.auth.settings import ISSUER, auth_settings
from tests.infrastructure import DatabaseUrls

PASSWORD = "a password of my own"
EMAIL = "ada@popug.inc"


async def started(urls: DatabaseUrls, **other: object) -> None:
    """Start and stop a web process."""
    app = web_application(auth_settings(urls.runtime, first_admin_email=EMAIL, **other), SystemClock())
    async with app.router.lifespan_context(app):
        pass


async def test_the_first_admin_gets_a_link_instead_of_a_password(
    auth_database: DatabaseUrls, capsys: pytest.CaptureFixture[str]
) -> None:
    await started(auth_database)
    first = capsys.readouterr().err
    await started(auth_database)
    second = capsys.readouterr().err

    found = re.search(rf"{ISSUER}/link\?token=([\w-]+)", first)
    assert found is not None, first
    assert "/link" not in second
    await the_link_opens(auth_database, found.group(1))


async def the_link_opens(urls: DatabaseUrls, token: str) -> None:
    app = web_application(auth_settings(urls.runtime), SystemClock())
    async with app.router.lifespan_context(app):
        desk: Desk = app.state.desk
        browser = World(app, desk, SettableClock.at_present()).browser()
        await browser.post("/link/password", OWN_PAGE, token=token, password=PASSWORD)
        answer = await browser.sign_in(EMAIL, PASSWORD)
        account = await desk.accounts.with_email(EMAIL)

    assert answer.status_code == 303
    assert account is not None
    assert account.role is Role.ADMIN


async def test_nothing_is_printed_where_there_is_a_mail_server(
    auth_database: DatabaseUrls, capsys: pytest.CaptureFixture[str]
) -> None:
    await started(auth_database, smtp_host="127.0.0.1")

    assert "/link" not in capsys.readouterr().err
