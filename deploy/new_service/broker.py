"""A new service's part of the broker's definitions."""

import json
from collections.abc import Sequence
from typing import Any, Final

from deploy.rabbitmq.topology import Definitions

VHOST: Final = {"vhost": "/"}
PLAIN: Final[dict[str, Any]] = {"arguments": {}}
QUORUM: Final = {"x-queue-type": "quorum", "x-delivery-limit": 1_000_000}
RETRY_MILLISECONDS: Final = 5_000
ADMIN: Final = "admin"


def with_service(definitions: Definitions, name: str, heard: Sequence[str], producer: str) -> Definitions:
    """The definitions with a service that hears the event types `heard` from `producer` and says nothing."""
    return {
        **definitions,
        "users": _before_admin(definitions["users"], {"name": name, "tags": []}, "name"),
        "permissions": _before_admin(definitions["permissions"], _permission(name, producer), "user"),
        "exchanges": [
            *definitions["exchanges"],
            *(_exchange(each, kind) for each, kind in ((name, "topic"), (f"{name}.aside", "direct"))),
        ],
        "queues": [*definitions["queues"], *_queues(name)],
        "bindings": [*definitions["bindings"], *_bindings(name, heard, producer)],
    }


def as_text(definitions: Definitions) -> str:
    """As the file is written: one thing a line."""
    parts = (
        f' "{part}": [\n' + ",\n".join(f"  {json.dumps(item)}" for item in items) + "\n ]"
        for part, items in definitions.items()
    )
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _before_admin(items: Sequence[dict[str, Any]], item: dict[str, Any], key: str) -> list[dict[str, Any]]:
    others = [each for each in items if each[key] != ADMIN]
    return [*others, item, *(each for each in items if each[key] == ADMIN)]


def _permission(name: str, producer: str) -> dict[str, Any]:
    return {
        "user": name,
        **VHOST,
        "configure": rf"^{name}\.live\..+$",
        "write": rf"^({name}|{name}\.aside|{name}\.live\..+)$",
        "read": rf"^({name}|{producer}|{name}\.(inbox|dead|live\..+))$",
    }


def _exchange(name: str, kind: str) -> dict[str, Any]:
    lasting = {"durable": True, "auto_delete": False, "internal": False}
    return {"name": name, **VHOST, "type": kind, **lasting, **PLAIN}


def _queues(name: str) -> list[dict[str, Any]]:
    return [
        _queue(f"{name}.inbox", _passed_on(name, "dead")),
        _queue(f"{name}.retry", _passed_on(name, "inbox") | {"x-message-ttl": RETRY_MILLISECONDS}),
        _queue(f"{name}.dead", {}),
    ]


def _queue(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, **VHOST, "durable": True, "auto_delete": False, "arguments": QUORUM | arguments}


def _passed_on(name: str, key: str) -> dict[str, Any]:
    return {
        "x-overflow": "reject-publish",
        "x-dead-letter-strategy": "at-least-once",
        "x-dead-letter-exchange": f"{name}.aside",
        "x-dead-letter-routing-key": key,
    }


def _bindings(name: str, heard: Sequence[str], producer: str) -> list[dict[str, Any]]:
    routes = [
        *((producer, f"{name}.inbox", type_) for type_ in heard),
        (f"{producer}.replay", f"{name}.inbox", name),
        (name, f"{producer}.requests", "sync.requested"),
        *((f"{name}.aside", f"{name}.{key}", key) for key in ("inbox", "retry", "dead")),
    ]
    return [
        {
            "source": source,
            **VHOST,
            "destination": destination,
            "destination_type": "queue",
            "routing_key": key,
            **PLAIN,
        }
        for source, destination, key in routes
    ]
