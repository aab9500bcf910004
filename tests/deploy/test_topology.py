"""The broker's definitions say what the architecture and the catalogue of events say."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from deploy.errors import DeployError
from deploy.rabbitmq.render import passwords_from
from deploy.rabbitmq.topology import (
    Definitions,
    in_vhost,
    password_hash,
    read_definitions,
    with_passwords,
)
from deploy.services import SERVICES
from schema_registry import EVENTS, EventDescription

DEFAULT_EXCHANGE_NAMES = ("amq.default", "")


def promised_routes(events: Mapping[str, EventDescription]) -> set[tuple[str, str, str]]:
    return {
        (event.producer, f"{consumer}.inbox", name)
        for name, event in events.items()
        for consumer in event.consumers
    }


def declared_routes(definitions: Definitions) -> set[tuple[str, str, str]]:
    return {
        (binding["source"], binding["destination"], binding["routing_key"])
        for binding in definitions["bindings"]
        if binding["source"] in SERVICES and binding["destination"].endswith(".inbox")
    }


def writers_to_the_default_exchange(definitions: Definitions) -> list[str]:
    return [
        permission["user"]
        for permission in definitions["permissions"]
        if any(re.search(permission["write"], name) for name in DEFAULT_EXCHANGE_NAMES)
    ]


def test_every_event_reaches_the_inboxes_of_exactly_its_consumers() -> None:
    assert declared_routes(read_definitions()) == promised_routes(EVENTS)


def test_a_consumer_added_to_the_catalogue_alone_is_noticed() -> None:
    name, event = next(iter(EVENTS.items()))
    changed = {**EVENTS, name: replace(event, reads={**event.reads, "nobody": (1,)})}

    assert declared_routes(read_definitions()) != promised_routes(changed)


def test_a_binding_left_out_is_noticed() -> None:
    definitions = read_definitions()
    definitions["bindings"] = definitions["bindings"][1:]

    assert declared_routes(definitions) != promised_routes(EVENTS)


def test_nobody_may_write_to_the_default_exchange() -> None:
    assert writers_to_the_default_exchange(read_definitions()) == []


def test_a_user_who_may_write_anywhere_is_noticed() -> None:
    definitions = read_definitions()
    definitions["permissions"][0]["write"] = ".*"

    assert writers_to_the_default_exchange(definitions) == ["auth"]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_may_write_only_exchanges_and_live_queues_of_its_own(service: str) -> None:
    definitions = read_definitions()
    permission = next(entry for entry in definitions["permissions"] if entry["user"] == service)

    writable = [
        entry["name"]
        for entry in [*definitions["exchanges"], *definitions["queues"]]
        if re.search(permission["write"], entry["name"])
    ]

    assert f"{service}.aside" in writable
    assert all(name == service or name.startswith(f"{service}.") for name in writable)
    assert not any(name.endswith((".inbox", ".retry", ".dead", ".requests")) for name in writable)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_may_read_only_queues_of_its_own(service: str) -> None:
    definitions = read_definitions()
    permission = next(entry for entry in definitions["permissions"] if entry["user"] == service)

    readable = [
        queue["name"] for queue in definitions["queues"] if re.search(permission["read"], queue["name"])
    ]

    assert f"{service}.dead" in readable
    assert all(name.startswith(f"{service}.") for name in readable)


def test_every_queue_is_replicated_and_gives_up_on_no_message_early() -> None:
    for queue in read_definitions()["queues"]:
        assert queue["durable"]
        assert queue["arguments"]["x-queue-type"] == "quorum"
        assert queue["arguments"]["x-delivery-limit"] >= 100_000


def test_a_dead_letter_leaves_its_queue_only_when_it_has_arrived_elsewhere() -> None:
    queues = [queue for queue in read_definitions()["queues"] if not queue["name"].endswith(".dead")]

    for arguments in (queue["arguments"] for queue in queues):
        assert arguments["x-dead-letter-exchange"].endswith(".aside")
        assert arguments["x-dead-letter-strategy"] == "at-least-once"
        assert arguments["x-overflow"] == "reject-publish"


def test_every_binding_joins_an_exchange_and_a_queue_that_are_declared() -> None:
    definitions = read_definitions()
    exchanges = {exchange["name"] for exchange in definitions["exchanges"]}
    queues = {queue["name"] for queue in definitions["queues"]}

    for binding in definitions["bindings"]:
        assert binding["source"] in exchanges
        assert binding["destination"] in queues


def test_a_password_is_hashed_the_way_rabbitmq_documents() -> None:
    salt = bytes.fromhex("908DC60A")

    assert password_hash("test12", salt) == "kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR"


def test_the_repository_holds_no_password_and_the_rendered_file_only_hashes() -> None:
    passwords = {user: f"{user}-secret" for user in (*SERVICES, "admin")}

    rendered = json.dumps(with_passwords(read_definitions(), passwords))

    assert "password" not in json.dumps(read_definitions())
    assert "-secret" not in rendered
    assert rendered.count('"password_hash"') == len(passwords)


def test_a_user_without_a_password_is_refused() -> None:
    with pytest.raises(DeployError, match="admin"):
        with_passwords(read_definitions(), dict.fromkeys(SERVICES, "secret"))


def test_a_missing_variable_is_named() -> None:
    with pytest.raises(DeployError, match="BROKER_ADMIN_PASSWORD"):
        passwords_from({f"{service.upper()}_BROKER_PASSWORD": "secret" for service in SERVICES})


def test_moving_to_a_vhost_leaves_nothing_in_the_old_one() -> None:
    moved = in_vhost(read_definitions(), "elsewhere")

    assert {
        item["vhost"] for part in ("permissions", "exchanges", "queues", "bindings") for item in moved[part]
    } == {"elsewhere"}
