"""Figures built anew are those that are shown, whatever arrives in whichever phase."""

from collections.abc import Sequence
from itertools import groupby, zip_longest

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.adapters.postgres import columns, rebuild_store
from analytics.adapters.postgres.rebuild_sql import KEEP_REBUILT
from analytics.adapters.postgres.rebuild_store import PostgresRebuildStore
from analytics.adapters.postgres.rebuilt_figures import PostgresUncountedEntries
from analytics.bootstrap.registry import loading_mediator_of
from analytics.bootstrap.scope import LoadingScopes
from analytics.domain.entry import Entry
from analytics.domain.rebuild import Phase, Rebuild
from analytics.entrypoints.consumer.translation import transfers_told_v1
from chassis.postgres.address import driver_url
from chassis.postgres.database import Database
from tests.analytics.builders import MOSCOW, TODAY, a_fee, a_reward, a_story_that_fits, learning
from tests.analytics.contract.cases import PERIOD, histories
from tests.analytics.events import transfer_posted
from tests.analytics.harness import Harness, forget_everything, in_memory, over
from tests.infrastructure import DatabaseUrls

NO_KEY_IS_GIVEN = "SELECT"


def a_store(database: Database) -> PostgresRebuildStore:
    return PostgresRebuildStore(database, MOSCOW)


async def load(database: Database, rebuild: Rebuild, entries: Sequence[Entry]) -> None:
    """As history tells them."""
    days = groupby(sorted(entries, key=lambda entry: entry.day), key=lambda entry: entry.day)
    told = transfers_told_v1([transfer_posted(*booked) for _, booked in days])
    await loading_mediator_of(LoadingScopes(database, rebuild.id)).handle_all([told])


async def rebuilt_beside(
    database: Database, live: Harness, told: Sequence[Entry], meanwhile: Sequence[Sequence[Entry]]
) -> Rebuild:
    """A rebuild up to its comparison, while entries arrive: some in each phase."""
    loading, deriving, derived, following = (list(part) for part in meanwhile)
    store = a_store(database)
    rebuild = await store.begin(["accounting"])
    await load(database, rebuild, told)
    await live.book(*loading)
    await load(database, rebuild, [*loading[:1], *told[:1]])
    await store.move_on(rebuild.id, Phase.DERIVING)
    await live.book(*deriving, *told[:1])
    await store.derive(rebuild.id)
    await live.book(*derived)
    await store.count_waiting(2)
    await store.follow(rebuild.id)
    await live.book(*following)
    return rebuild


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_nothing_differs_whatever_arrives_meanwhile(data: st.DataObject, database: Database) -> None:
    history = data.draw(histories, label="history")
    phases = data.draw(st.lists(st.integers(0, 4), min_size=len(history), max_size=len(history)), "phases")
    before, *meanwhile = [
        [entry for entry, phase in zip_longest(history, phases) if phase == number] for number in range(5)
    ]
    live, plain = over(database), in_memory()
    await forget_everything(database)
    await live.book(*before)
    await plain.book(*history)

    rebuild = await rebuilt_beside(database, live, before, meanwhile)

    store = a_store(database)
    assert await store.differences() == []
    assert await store.swap(rebuild.id)
    seen, expected = await live.look(PERIOD), await plain.look(PERIOD)
    assert seen == expected


async def test_a_figure_that_is_wrong_is_found_and_right_after_the_swap(database: Database) -> None:
    live, store = over(database), a_store(database)
    fee, reward = a_fee(1500), a_reward(3000)
    await live.book(fee, reward)
    async with database.transaction() as transaction:
        await transaction.driver.execute("UPDATE day_figures SET fees = fees + 1")

    rebuild = await rebuilt_beside(database, live, [fee, reward], [[], [], [], []])
    found = await store.differences()
    await store.keep_differences(rebuild.id, found)
    before = (await live.analytics.summaries.of(TODAY)).day.fees
    await store.swap(rebuild.id)
    after = (await live.analytics.summaries.of(TODAY)).day.fees

    assert [(each.figure, each.about) for each in found] == [("figures of a day", "2026-11-21")]
    assert (before, after) == (1501, 1500)
    assert list(await live.analytics.rebuilds.differences(rebuild.id)) == list(found)
    (shown,) = await live.analytics.rebuilds.recent()
    assert (shown.phase, shown.differences, shown.entries) == (Phase.SWAPPED, 1, 2)


async def test_an_abandoned_rebuild_changes_nothing_and_makes_room_for_another(database: Database) -> None:
    live, store = over(database), a_store(database)
    await live.book(a_fee(1500))
    first = await rebuilt_beside(database, live, [], [[], [], [], []])

    await store.abandon(first.id)
    await live.book(a_fee(1200))
    second = await store.begin(["accounting"])

    assert (await live.analytics.summaries.of(TODAY)).day.fees == 2700
    assert (second.entries, second.entries_expected) == (0, 2)


async def test_entries_without_a_key_are_never_shown(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a rebuild is derived by the code that came before keys were given last."""
    live, store, fee = over(database), a_store(database), a_fee(1500)
    await live.book(fee)
    rebuild = await store.begin(["accounting"])
    await load(database, rebuild, [fee])
    await store.move_on(rebuild.id, Phase.DERIVING)
    monkeypatch.setattr(rebuild_store, "KEY_ENTRIES", NO_KEY_IS_GIVEN)
    await store.derive(rebuild.id)
    await store.follow(rebuild.id)

    with pytest.raises(asyncpg.RaiseError, match="have no key"):
        await store.swap(rebuild.id)

    unfinished = await store.unfinished()
    assert unfinished is not None
    assert unfinished.phase is Phase.FOLLOWING
    await store.abandon(rebuild.id)
    await live.book(fee)
    assert (await live.analytics.summaries.of(TODAY)).day.fees == 1500


async def test_nothing_is_counted_where_nobody_would_notice_that_it_was_before(
    database: Database, urls: DatabaseUrls
) -> None:
    live, fee = over(database), a_fee(1500)
    await live.book(fee)
    owner = await asyncpg.connect(driver_url(urls.owner))
    await owner.execute("ALTER TABLE public.entry DROP CONSTRAINT pk_entry")
    await owner.close()

    with pytest.raises(asyncpg.InvalidColumnReferenceError, match="ON CONFLICT"):
        await live.book(fee)

    assert (await live.analytics.summaries.of(TODAY)).day.fees == 1500


async def test_what_is_told_twice_is_kept_once_where_entries_have_their_key_already(
    database: Database,
) -> None:
    """As in a rebuild that was loading while its service was upgraded."""
    live, store = over(database), a_store(database)
    booked = [a_fee(1500), a_reward(3000)]
    rebuild = await store.begin(["accounting"])
    async with database.transaction() as transaction:
        await transaction.driver.execute("SELECT key_rebuilt_entries()")

    await live.book(*booked)
    await load(database, rebuild, booked)
    await store.move_on(rebuild.id, Phase.DERIVING)
    await store.derive(rebuild.id)
    await store.follow(rebuild.id)

    assert await store.differences() == []


async def test_a_statement_keeps_a_bounded_number_of_told_entries(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "ROWS_PER_STATEMENT", 2)
    rebuild = await a_store(database).begin(["accounting"])
    told = transfers_told_v1([transfer_posted(*(a_fee() for _ in range(5)))]).told
    sent: list[asyncpg.connection.LoggedQuery] = []

    async with database.transaction() as transaction:
        with transaction.driver.query_logger(sent.append):
            await PostgresUncountedEntries(transaction, rebuild.id).keep(told)
        kept = await transaction.driver.fetchval("SELECT count(*) FROM rebuilt.entry")

    assert [len(each.args[0]) for each in sent if each.query == KEEP_REBUILT] == [2, 2, 1]
    assert kept == 5


async def test_names_and_reports_go_into_both(database: Database) -> None:
    live, store = over(database), a_store(database)
    rebuild = await store.begin(["accounting"])

    await live.hear(*a_story_that_fits(), learning())
    await store.move_on(rebuild.id, Phase.DERIVING)
    await store.derive(rebuild.id)
    await store.follow(rebuild.id)

    assert await store.differences() == []


async def test_after_a_swap_what_arrives_goes_into_what_is_shown(database: Database) -> None:
    live, store = over(database), a_store(database)
    rebuild = await rebuilt_beside(database, live, [], [[], [], [], []])

    await store.swap(rebuild.id)
    await live.book(a_fee(1700))

    assert (await live.analytics.summaries.of(TODAY)).day.fees == 1700
    assert await store.unfinished() is None


async def test_figures_in_use_are_not_swapped_and_stay_as_they_were(database: Database) -> None:
    live, store = over(database), a_store(database)
    rebuild = await rebuilt_beside(database, live, [], [[], [], [], []])

    async with database.reading() as reading:
        await reading.driver.fetch("SELECT * FROM day_figures")
        refused = await store.swap(rebuild.id)
    phase = await store.unfinished()

    assert not refused
    assert phase is not None
    assert phase.phase is Phase.FOLLOWING
    assert await store.swap(rebuild.id)


async def test_there_is_one_unfinished_rebuild_at_most(database: Database) -> None:
    store = a_store(database)
    await store.begin(["accounting"])

    with pytest.raises(Exception, match="ux_rebuild_unfinished"):
        await store.begin(["accounting"])


async def test_the_service_may_not_change_the_tables_beyond_that(database: Database) -> None:
    for statement in ("ALTER TABLE rebuilt.entry SET SCHEMA public", "TRUNCATE rebuilt.entry"):
        async with database.one_statement() as driver:
            with pytest.raises(Exception, match=r"must be owner|permission denied"):
                await driver.execute(statement)
