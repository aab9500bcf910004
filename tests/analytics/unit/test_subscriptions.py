"""What the catalogue sends to analytics is what analytics subscribes to and understands."""

from collections.abc import Sequence

import pytest

import schema_registry
from analytics.adapters.memory.store import MemoryStore
from analytics.bootstrap.registry import SUBSCRIPTIONS, SUBSCRIPTIONS_OF_A_REBUILD, mediator_of
from analytics.bootstrap.scope import MemoryScopes
from analytics.domain.errors import EntryWithoutTask
from analytics.domain.told_entries import ToldEntries
from analytics.entrypoints.consumer.translation import transfers_told_v1
from chassis.consumer import Subscription
from schema_registry.examples import valid_data
from schema_registry.upcasting import upcast_version
from tests.analytics.builders import FIX_THE_BEAK, TODAY, a_fee, a_payout, a_reward, yesterday
from tests.analytics.events import an_event, transfer_posted


@pytest.mark.parametrize("subscriptions", [SUBSCRIPTIONS, SUBSCRIPTIONS_OF_A_REBUILD])
def test_every_version_of_every_event_for_analytics_has_a_subscription(
    subscriptions: Sequence[Subscription],
) -> None:
    told = {
        (type_, version)
        for type_, event in schema_registry.EVENTS.items()
        if "analytics" in event.consumers
        for version in event.versions
        if upcast_version(type_, version) == version
    }

    assert {(one.event.type, one.event.version) for one in subscriptions} == told


@pytest.mark.parametrize("one", SUBSCRIPTIONS, ids=lambda one: f"{one.event.type} v{one.event.version}")
async def test_whatever_the_registry_accepts_is_understood(one: Subscription) -> None:
    store = MemoryStore()
    mediator = mediator_of(MemoryScopes(store))
    examples = valid_data(one.event.type, one.event.version)
    envelopes = [an_event(one.event.type, one.event.version, data) for data in examples]

    await mediator.handle_all([one.translate(envelopes)])

    assert examples
    assert store != MemoryStore()


def test_a_rebuild_hears_the_same_entries_side_by_side() -> None:
    entries = [a_fee(1500), a_reward(3000), a_payout(1500)]

    told = transfers_told_v1([transfer_posted(*entries), transfer_posted(a_fee(1200, day=yesterday()))]).told

    assert list(told.transfer_ids[:3]) == [str(entry.transfer_id) for entry in entries]
    assert list(told.kinds) == ["assignment_fee", "completion_reward", "payout", "assignment_fee"]
    assert list(told.task_ids) == [str(FIX_THE_BEAK), str(FIX_THE_BEAK), None, str(FIX_THE_BEAK)]
    assert list(told.amounts) == [1500, 3000, 1500, 1200]
    assert list(told.days) == [TODAY, TODAY, TODAY, yesterday()]


def test_entries_side_by_side_are_the_same_as_one_by_one() -> None:
    entries = [a_fee(1500), a_reward(3000), a_payout(1500)]

    assert list(ToldEntries.of(entries).one_by_one()) == entries


def test_a_sequence_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="every sequence"):
        ToldEntries(["an id"], ["payout"], ["an account"], [None], [1500], [], ["now"])


def test_a_rebuild_refuses_a_fee_for_no_task_as_the_figures_do() -> None:
    with pytest.raises(EntryWithoutTask):
        a_fee(task_id=None)

    with pytest.raises(EntryWithoutTask):
        ToldEntries(["an id"], ["assignment_fee"], ["an account"], [None], [1500], [TODAY], ["now"])
