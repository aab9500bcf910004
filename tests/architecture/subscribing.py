"""Events that the broker would bring a service, and the service would put aside as not subscribed to."""

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module

from chassis.consumer import Subscription
from deploy.rabbitmq.topology import Definitions
from deploy.services import SERVICES
from schema_registry import EventDescription
from schema_registry.upcasting import upcast_version

INBOX = ".inbox"


def consumers(definitions: Definitions) -> list[str]:
    """The services that have an inbox."""
    inboxes = [queue["name"] for queue in definitions["queues"] if queue["name"].endswith(INBOX)]
    return sorted(name.removesuffix(INBOX) for name in inboxes)


def subscriptions_of(service: str) -> Iterable[Subscription]:
    """What `service` is put together with. Raises AttributeError for one without such a table."""
    table: Iterable[Subscription] = import_module(f"{service}.bootstrap.registry").SUBSCRIPTIONS
    return table


def unheard(
    service: str,
    definitions: Definitions,
    events: Mapping[str, EventDescription],
    subscriptions: Iterable[Subscription],
) -> Iterator[str]:
    """Every version of every type bound to the inbox of `service` that it has no subscription to.

    A version that is brought up to date on arrival needs none of its own.
    """
    heard = {(each.event.type, each.event.version) for each in subscriptions}
    for type_ in sorted(_bound(service, definitions)):
        missing = [
            version
            for version in events[type_].versions
            if (type_, upcast_version(type_, version)) not in heard
        ]
        yield from (f"{service} does not subscribe to {type_} v{version}" for version in missing)


def read_by(
    subscriptions: Iterable[Subscription], events: Mapping[str, EventDescription]
) -> set[tuple[str, int]]:
    """Every type and version that `subscriptions` read, those that arrive brought up to date among them."""
    heard = {(each.event.type, each.event.version) for each in subscriptions}
    return {
        (type_, version)
        for type_, event in events.items()
        for version in event.versions
        if (type_, upcast_version(type_, version)) in heard
    }


def declared(service: str, events: Mapping[str, EventDescription]) -> set[tuple[str, int]]:
    """Every type and version that the catalogue says `service` reads."""
    return {(type_, version) for type_, event in events.items() for version in event.reads.get(service, ())}


def _bound(service: str, definitions: Definitions) -> set[str]:
    """The types bound to the inbox; the exchanges for retries and for history bring no further ones."""
    return {
        binding["routing_key"]
        for binding in definitions["bindings"]
        if binding["destination"] == f"{service}{INBOX}" and binding["source"] in SERVICES
    }
