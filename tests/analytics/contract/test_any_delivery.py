"""However entries are delivered, the figures kept in PostgreSQL are those the domain's rules give."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.adapters.postgres.differences import PostgresDifferences
from chassis.postgres.database import Database
from tests.analytics.contract.cases import PERIOD, deliveries, histories
from tests.analytics.harness import forget_everything, in_memory, over

FIGURES_CHECKS = {"figures of a day", "balance at a day's end", "accounts into the red"}


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_figures_do_not_depend_on_how_entries_arrive(data: st.DataObject, database: Database) -> None:
    history = data.draw(histories, label="history")
    plain, kept = in_memory(), over(database)
    await forget_everything(database)

    await plain.book(*history)
    for batch in data.draw(deliveries(history), label="deliveries"):
        await kept.book(*batch)

    assert await kept.look(PERIOD) == await plain.look(PERIOD)
    differences = await PostgresDifferences(database).find()
    assert [each for each in differences if each.check in FIGURES_CHECKS] == []
