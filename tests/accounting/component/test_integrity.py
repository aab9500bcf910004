"""Admins see whether the books are right, and have them checked; the worker does it, once at a time."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from accounting.adapters.postgres.audit import PostgresBooks
from accounting.adapters.postgres.book_checks import CHECKING, PostgresBookChecks
from accounting.application.checking import Checking
from accounting.application.queries.audit import Audit
from accounting.bootstrap.command_line import run_verify
from accounting.entrypoints.live import INTEGRITY, may_see
from accounting.entrypoints.scheduler.checker import Checker
from accounting.entrypoints.web.integrity import QUESTIONS
from chassis.postgres.database import Database
from chassis.roles import Role
from chassis.visitor import Visitor
from tests.accounting.builders import (
    NOON,
    PRICE_KEY,
    a_completion,
    an_account_id,
    rewarding,
)
from tests.accounting.component.payroll import Told
from tests.accounting.component.site import Site, open_site
from tests.accounting.harness import SEALS, Harness
from tests.infrastructure import DatabaseUrls, TestPostgres


@pytest.fixture
def checking(in_postgres: Harness, database: Database) -> Checking:
    return Checking(PostgresBooks(database, SEALS), PostgresBookChecks(database), in_postgres.clock)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def checker(checking: Checking, told: Told) -> Checker:
    return Checker(checking, told)


async def as_admin(site: Site, path: str = "/integrity", method: str = "GET") -> str:
    return (await site.visit(Role.ADMIN, path, method)).text


async def test_an_admin_has_the_books_checked_and_sees_that_they_are_right(
    site: Site, checker: Checker, told: Told
) -> None:
    await site.behind.handle(rewarding(a_completion(an_account_id())))
    before = await as_admin(site)

    answer = await site.visit(Role.ADMIN, "/integrity/check", "POST")
    waiting = await as_admin(site)
    assert await checker.check_if_asked()
    after = await as_admin(site)

    assert "Not checked yet" in before
    assert (answer.status_code, answer.headers["location"]) == (303, "/integrity")
    assert "Being checked" in waiting
    assert "Check now" not in waiting
    assert "The books are right" in after
    assert "Check now" in after
    assert told.hints == [INTEGRITY]


async def test_nothing_is_checked_until_somebody_asks(checker: Checker, told: Told) -> None:
    assert not await checker.check_if_asked()

    assert told.hints == []


async def test_what_differs_is_shown_and_the_menu_leads_to_it(
    urls: DatabaseUrls, postgres: TestPostgres, checking: Checking, in_postgres: Harness
) -> None:
    async with open_site(urls) as site:
        await in_postgres.handle(rewarding(a_completion(an_account_id())))
        tamperer = await asyncpg.connect(postgres.admin_dsn, database=urls.name)
        await tamperer.execute("UPDATE ledger_account SET balance = balance + 7 WHERE id = 1")
        await checking.check()
        await site.app.state.concern.look()

        page, company = await as_admin(site), await as_admin(site, "/company")
        russian = (await site.visit(Role.ADMIN, "/integrity", language="ru")).text
        accountants = await site.visit(Role.ACCOUNTANT, "/company")

        assert "2 differences" in page
        assert "sum of all balances" in page
        assert 'href="/integrity"' in company
        assert "All balances together are zero" not in russian
        assert 'href="/integrity"' not in accountants.text
        await tamperer.execute("UPDATE ledger_account SET balance = balance - 7 WHERE id = 1")
        await tamperer.close()


async def test_while_the_books_are_right_the_menu_does_not_mention_them(
    site: Site, checking: Checking
) -> None:
    await checking.check()
    await site.app.state.concern.look()

    assert 'href="/integrity"' not in await as_admin(site, "/company")
    assert 'href="/integrity"' in await as_admin(site)


async def test_all_who_wait_are_answered_by_one_check(checking: Checking) -> None:
    await checking.checks.ask(NOON)
    await checking.checks.ask(NOON + timedelta(minutes=1))
    since = await checking.checks.asked_at()

    await checking.check_if_asked()

    assert since == NOON
    assert await checking.checks.asked_at() is None


class AskedMeanwhile:
    """Books that somebody asks to have checked just when they have been gone through."""

    def __init__(self, checking: Checking) -> None:
        self._checking = checking

    async def audit(self) -> Audit:
        audit = await self._checking.books.audit()
        await self._checking.checks.ask(NOON)
        return audit


async def test_who_asks_while_a_check_is_under_way_waits_for_the_next(checking: Checking) -> None:
    await checking.checks.ask(NOON)

    await replace(checking, books=AskedMeanwhile(checking)).check_if_asked()
    still_waiting = await checking.checks.newest_request()
    await checking.check_if_asked()

    assert still_waiting is not None
    assert await checking.checks.newest_request() is None


@pytest.mark.parametrize("ahead", [timedelta(days=2), timedelta(days=-2)])
async def test_who_asks_by_a_clock_that_is_wrong_is_answered_once(
    checking: Checking, ahead: timedelta
) -> None:
    await checking.checks.ask(NOON + ahead)

    first = await checking.check_if_asked()
    again = await checking.check_if_asked()

    assert first is not None
    assert again is None


async def test_one_checks_at_a_time(checking: Checking, database: Database) -> None:
    await checking.checks.ask(NOON)

    async with database.one_statement() as another:
        await another.execute("SELECT pg_advisory_lock($1)", CHECKING)
        meanwhile = await checking.check_if_asked()
        await another.execute("SELECT pg_advisory_unlock($1)", CHECKING)

    assert meanwhile is None
    assert await checking.check_if_asked() is not None


async def test_several_who_check_at_once_check_once(checking: Checking, database: Database) -> None:
    await checking.checks.ask(NOON)

    checks = await asyncio.gather(*(checking.check_if_asked() for _ in range(4)))

    assert len([check for check in checks if check is not None]) >= 1
    assert await checking.checks.asked_at() is None
    async with checking.checks.turn() as ours:
        assert ours


async def test_a_check_on_the_command_line_is_the_last_one_too(
    checking: Checking, urls: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POPUG_DATABASE_URL", urls.runtime)
    monkeypatch.setenv("POPUG_PRICE_KEY", PRICE_KEY)

    assert await asyncio.to_thread(run_verify, []) == 0

    last = await checking.checks.last()
    assert last is not None
    assert last.audit.is_clean


async def test_what_is_kept_of_a_check_is_all_of_it(checking: Checking, in_postgres: Harness) -> None:
    await in_postgres.handle(rewarding(a_completion(an_account_id())))

    check = await checking.check()

    assert await checking.checks.last() == check


async def test_the_page_knows_every_question(checking: Checking) -> None:
    check = await checking.check()

    assert [finding.question for finding in check.audit.findings] == list(QUESTIONS)


def test_only_admins_are_told_that_the_books_were_checked() -> None:
    def visitor(role: Role) -> Visitor:
        return Visitor(an_account_id(), "Kesha", "kesha@popug.inc", role)

    assert [role for role in Role if may_see(visitor(role), INTEGRITY)] == [Role.ADMIN]
