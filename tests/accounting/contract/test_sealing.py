"""Closed days are sealed in order, what they hold is frozen, and two who seal come to the same."""

import asyncio
from dataclasses import asdict, replace
from datetime import timedelta

import asyncpg
import pytest
from structlog.testing import capture_logs

from accounting.adapters.postgres import sealing as statements
from accounting.adapters.postgres.book_checks import PostgresBookChecks
from accounting.adapters.postgres.seals import PostgresSeals
from accounting.application.commands.close_day import CloseDay
from accounting.application.commands.continue_closing import ContinueClosing
from accounting.application.sealing import Sealing
from accounting.domain.seal import DayContent, Seal, SealMaker
from accounting.entrypoints.scheduler.sealer import Sealer
from chassis.postgres.address import driver_url
from chassis.postgres.database import Database
from tests.accounting.builders import (
    PRICE_KEY,
    TODAY,
    TOMORROW,
    YESTERDAY,
    a_charge,
    a_completion,
    an_account_id,
    charging,
    on,
    rewarding,
)
from tests.accounting.harness import Harness
from tests.infrastructure import DatabaseUrls

SECRET = PRICE_KEY.encode()
MAKER = SealMaker.of(SECRET)


@pytest.fixture
def sealing(in_postgres: Harness, database: Database) -> Sealing:
    return Sealing(PostgresSeals(database), MAKER, in_postgres.clock)


def a_content() -> DayContent:
    return DayContent(2, b"digest", 1000, 3000, 2000, 1)


async def sealed(sealing: Sealing) -> list[Seal]:
    """Seals whatever is to be sealed; answers those seals."""
    made = []
    while (seal := await sealing.next_seal()) is not None:
        assert await sealing.keep(seal)
        made.append(seal)
    return made


async def a_day_of_work(harness: Harness) -> None:
    """Two fees and a reward yesterday, the same today; both days closed."""
    kesha, gosha = an_account_id(), an_account_id()
    for at in (on(YESTERDAY), on(TODAY)):
        await harness.handle(
            charging(a_charge(gosha, at=at), a_charge(kesha, at=at)), rewarding(a_completion(kesha, at=at))
        )
    await harness.accounting.close_day(YESTERDAY)
    await harness.accounting.close_day(TODAY)


async def test_every_closed_day_is_sealed_after_the_one_before(
    in_postgres: Harness, sealing: Sealing
) -> None:
    await a_day_of_work(in_postgres)

    first, second = await sealed(sealing)

    assert [(seal.day, seal.number) for seal in (first, second)] == [(YESTERDAY, 1), (TODAY, 2)]
    content = second.content
    assert (content.transfers, content.fees, content.rewards, content.payouts, content.employees_paid) == (
        4,
        2000,
        3000,
        2000,
        1,
    )
    assert second == MAKER.seal(TODAY, content, first)
    assert await sealing.seals.last() == second


async def test_neither_an_open_day_nor_one_being_paid_out_is_sealed(
    in_postgres: Harness, sealing: Sealing
) -> None:
    await in_postgres.handle(rewarding(*(a_completion(an_account_id()) for _ in range(5))))
    still_open = await sealing.next_seal()
    await in_postgres.accounting.handle(CloseDay(TODAY))
    await in_postgres.accounting.handle(ContinueClosing(2))

    assert (still_open, await sealing.next_seal()) == (None, None)


async def test_a_day_without_entries_is_sealed_too(in_postgres: Harness, sealing: Sealing) -> None:
    await in_postgres.accounting.close_day(TODAY)

    (seal,) = await sealed(sealing)

    assert (seal.day, seal.content.transfers) == (TODAY, 0)


async def test_what_comes_late_changes_nothing_of_a_closed_day(
    in_postgres: Harness, sealing: Sealing
) -> None:
    await a_day_of_work(in_postgres)
    before = [await sealing.seals.content_of(day) for day in (YESTERDAY, TODAY)]

    for hour in (1, 12, 23):
        late = [a_charge(an_account_id(), at=on(day, hour)) for day in (YESTERDAY, TODAY)]
        await in_postgres.handle(
            charging(*late), rewarding(a_completion(an_account_id(), at=on(YESTERDAY, hour)))
        )
    await in_postgres.accounting.close_day(TODAY)

    assert [await sealing.seals.content_of(day) for day in (YESTERDAY, TODAY)] == before
    assert (await sealing.seals.content_of(TOMORROW)).transfers == 9


async def test_entries_that_race_the_closing_of_their_day_are_in_its_seal_or_on_the_next_day(
    in_postgres: Harness, sealing: Sealing
) -> None:
    charges = [a_charge(an_account_id()) for _ in range(60)]

    async def book() -> None:
        for charge in charges:
            await in_postgres.handle(charging(charge))

    _, _ = await asyncio.gather(book(), in_postgres.accounting.close_day(TODAY))
    (seal,) = await sealed(sealing)

    assert await sealing.seals.content_of(TODAY) == seal.content
    rest = await sealing.seals.content_of(TOMORROW)
    assert seal.content.transfers + rest.transfers == len(charges)


async def test_two_who_seal_at_once_come_to_the_same(
    in_postgres: Harness, sealing: Sealing, database: Database
) -> None:
    await a_day_of_work(in_postgres)
    checks = PostgresBookChecks(database)
    sealers = [Sealer(sealing, checks, in_postgres.clock) for _ in range(4)]

    with capture_logs() as logs:
        for _ in range(3):
            await asyncio.gather(*(sealer.seal_next() for sealer in sealers))

    assert [log["day"] for log in logs] == [str(YESTERDAY), str(TODAY)]
    assert await sealing.next_seal() is None


async def test_a_seal_that_is_there_is_not_replaced(in_postgres: Harness, sealing: Sealing) -> None:
    await a_day_of_work(in_postgres)
    first, _ = await sealed(sealing)

    assert not await sealing.keep(replace(first, digest=b"another"))

    assert [seal.digest != b"another" for seal in [await sealing.seals.last()] if seal] == [True]


@pytest.mark.parametrize(
    "attempt", ["UPDATE day_seal SET transfers = 1", "DELETE FROM day_seal", "TRUNCATE day_seal"]
)
@pytest.mark.parametrize("role", ["runtime", "owner"])
async def test_a_seal_is_neither_changed_nor_removed(
    in_postgres: Harness, sealing: Sealing, urls: DatabaseUrls, role: str, attempt: str
) -> None:
    await a_day_of_work(in_postgres)
    _, last = await sealed(sealing)
    connection = await asyncpg.connect(driver_url(getattr(urls, role)))

    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(attempt)
    finally:
        await connection.close()

    assert await sealing.seals.last() == last


async def test_a_large_day_is_told_leaf_by_leaf(
    in_postgres: Harness, sealing: Sealing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same entries make another digest when they are in other leaves: the leaf's number is told too."""
    await in_postgres.handle(charging(*(a_charge(an_account_id()) for _ in range(50))))
    small_leaves = statements.OF_A_DAY.replace(f"id / {statements.LEAF}", "id / 7")

    in_one = await sealing.seals.content_of(TODAY)
    monkeypatch.setattr("accounting.adapters.postgres.seals.OF_A_DAY", small_leaves)
    in_eight = await sealing.seals.content_of(TODAY)

    assert (in_one.transfers, in_eight.transfers) == (50, 50)
    assert in_one.digest != in_eight.digest
    assert in_eight == await sealing.seals.content_of(TODAY)


def test_a_seal_needs_the_key() -> None:
    seal = MAKER.seal(TODAY, a_content(), None)

    assert SealMaker.of(b"another secret").seal(TODAY, a_content(), None) != seal
    assert SealMaker.of(SECRET).seal(TODAY, a_content(), None) == seal


@pytest.mark.parametrize("changed", ["transfers", "fees", "rewards", "payouts", "employees_paid"])
def test_a_seal_covers_each_figure(changed: str) -> None:
    figures = asdict(a_content()) | {changed: 7}

    other = DayContent(**figures)

    assert MAKER.seal(TODAY, other, None).digest != MAKER.seal(TODAY, a_content(), None).digest


def test_a_seal_covers_its_day_its_number_and_the_one_before() -> None:
    first = MAKER.seal(TODAY - timedelta(days=1), a_content(), None)
    other = replace(first, digest=b"another")
    digests = {
        MAKER.seal(TODAY, a_content(), None).digest,
        MAKER.seal(TOMORROW, a_content(), None).digest,
        MAKER.seal(TODAY, a_content(), first).digest,
        MAKER.seal(TODAY, a_content(), other).digest,
        MAKER.digest(TODAY, 3, a_content(), first.digest),
    }

    assert len(digests) == 5
