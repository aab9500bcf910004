"""What the catalogue sends to analytics is what analytics subscribes to and understands."""

import pytest

import schema_registry
from analytics.adapters.memory.store import MemoryStore
from analytics.bootstrap.registry import SUBSCRIPTIONS, mediator_of
from analytics.bootstrap.scope import MemoryScopes
from chassis.consumer import Subscription
from schema_registry.examples import valid_data
from schema_registry.upcasting import upcast_version
from tests.analytics.events import an_event


def test_every_version_of_every_event_for_analytics_has_a_subscription() -> None:
    told = {
        (type_, version)
        for type_, event in schema_registry.EVENTS.items()
        if "analytics" in event.consumers
        for version in event.versions
        if upcast_version(type_, version) == version
    }

    assert {(one.event.type, one.event.version) for one in SUBSCRIPTIONS} == told


@pytest.mark.parametrize("one", SUBSCRIPTIONS, ids=lambda one: f"{one.event.type} v{one.event.version}")
async def test_whatever_the_registry_accepts_is_understood(one: Subscription) -> None:
    store = MemoryStore()
    mediator = mediator_of(MemoryScopes(store))
    examples = valid_data(one.event.type, one.event.version)
    envelopes = [an_event(one.event.type, one.event.version, data) for data in examples]

    await mediator.handle_all([one.translate(envelopes)])

    assert examples
    assert store != MemoryStore()
