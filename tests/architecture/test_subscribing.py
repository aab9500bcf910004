"""What the broker brings a service is subscribed to: nothing lands among the dead letters unread."""

from dataclasses import replace

import pytest

from deploy.rabbitmq.topology import read_definitions
from deploy.services import SERVICES
from schema_registry import EVENTS
from tests.architecture.subscribing import consumers, declared, read_by, subscriptions_of, unheard

DEFINITIONS = read_definitions()


def test_there_are_consumers_to_check() -> None:
    assert consumers(DEFINITIONS) == sorted(set(SERVICES) - {"auth"})


@pytest.mark.parametrize("service", consumers(DEFINITIONS))
def test_every_version_of_every_event_bound_to_an_inbox_is_subscribed_to(service: str) -> None:
    assert list(unheard(service, DEFINITIONS, EVENTS, subscriptions_of(service))) == []


def test_an_event_without_a_subscription_is_noticed() -> None:
    without = [each for each in subscriptions_of("accounting") if each.event.type != "payout.made"]

    assert list(unheard("accounting", DEFINITIONS, EVENTS, without)) == [
        "accounting does not subscribe to payout.made v1"
    ]


def test_a_version_without_a_subscription_is_noticed() -> None:
    event = EVENTS["day.closed"]
    with_a_newer = {**EVENTS, "day.closed": replace(event, versions=(1, 2))}

    assert list(unheard("analytics", DEFINITIONS, with_a_newer, subscriptions_of("analytics"))) == [
        "analytics does not subscribe to day.closed v2"
    ]


@pytest.mark.parametrize("service", consumers(DEFINITIONS))
def test_a_consumer_reads_what_the_catalogue_says_it_reads(service: str) -> None:
    assert read_by(subscriptions_of(service), EVENTS) == declared(service, EVENTS)


def test_a_declared_version_that_is_not_read_is_noticed() -> None:
    event = EVENTS["day.closed"]
    promised = {**EVENTS, "day.closed": replace(event, versions=(1, 2), reads={"analytics": (1, 2)})}

    assert ("day.closed", 2) in declared("analytics", promised) - read_by(
        subscriptions_of("analytics"), promised
    )


def test_a_binding_to_something_new_is_noticed() -> None:
    definitions = read_definitions()
    binding = next(each for each in definitions["bindings"] if each["destination"] == "tracker.inbox")
    definitions["bindings"].append({**binding, "source": "accounting", "routing_key": "day.closed"})

    assert list(unheard("tracker", definitions, EVENTS, subscriptions_of("tracker"))) == [
        "tracker does not subscribe to day.closed v1"
    ]
