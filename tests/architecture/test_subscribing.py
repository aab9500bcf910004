"""What the broker brings a service is subscribed to: nothing lands among the dead letters unread."""

import pytest

from deploy.rabbitmq.topology import read_definitions
from schema_registry import EVENTS
from tests.architecture.subscribing import consumers, subscriptions_of, unheard

DEFINITIONS = read_definitions()


def test_there_are_consumers_to_check() -> None:
    assert consumers(DEFINITIONS) == ["accounting", "analytics", "tracker"]


@pytest.mark.parametrize("service", consumers(DEFINITIONS))
def test_every_version_of_every_event_bound_to_an_inbox_is_subscribed_to(service: str) -> None:
    assert list(unheard(service, DEFINITIONS, EVENTS, subscriptions_of(service))) == []


def test_an_event_without_a_subscription_is_noticed() -> None:
    without = [each for each in subscriptions_of("accounting") if each.event_type != "payout.made"]

    assert list(unheard("accounting", DEFINITIONS, EVENTS, without)) == [
        "accounting does not subscribe to payout.made v1"
    ]


def test_a_version_without_a_subscription_is_noticed() -> None:
    newer_alone = [
        each
        for each in subscriptions_of("analytics")
        if (each.event_type, each.event_version) != ("task.created", 1)
    ]

    assert list(unheard("analytics", DEFINITIONS, EVENTS, newer_alone)) == [
        "analytics does not subscribe to task.created v1"
    ]


def test_a_binding_to_something_new_is_noticed() -> None:
    definitions = read_definitions()
    binding = next(each for each in definitions["bindings"] if each["destination"] == "tracker.inbox")
    definitions["bindings"].append({**binding, "source": "accounting", "routing_key": "day.closed"})

    assert list(unheard("tracker", definitions, EVENTS, subscriptions_of("tracker"))) == [
        "tracker does not subscribe to day.closed v1"
    ]
