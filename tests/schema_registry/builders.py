"""Events and registries to test with."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from schema_registry.layout import REGISTRY, read_json, schema_path

NOON = "2026-11-21T12:00:00Z"


def an_id(number: int = 1) -> str:
    return str(UUID(int=number))


def an_assignment(**fields: Any) -> dict[str, Any]:
    return {"task_id": an_id(1), "assignment_no": 1, "account_id": an_id(2)} | fields


def task_assigned_data(*assignments: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "reassignment_id": None,
        "at": NOON,
        "assignments": list(assignments or [an_assignment()]),
    } | fields


def task_priced_data(**fields: Any) -> dict[str, Any]:
    return {"prices": [{"task_id": an_id(), "fee": 1500, "reward": 3000} | fields]}


def an_envelope(**attributes: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": an_id(99),
        "source": "/tracker",
        "type": "task.assigned",
        "eventversion": 1,
        "time": NOON,
        "dataschema": "urn:popug:task.assigned:1",
        "datacontenttype": "application/json",
        "data": task_assigned_data(),
    } | attributes


def a_registry(root: Path) -> Path:
    """A copy of the shipped registry's files that a test may break."""
    root.mkdir(exist_ok=True)
    for part in ("schemas", "examples"):
        shutil.copytree(REGISTRY / part, root / part)
    for file in ("catalogue.toml", "envelope.json"):
        shutil.copy(REGISTRY / file, root)
    return root


def change_schema(root: Path, type: str, version: int, change: Callable[[dict[str, Any]], object]) -> None:
    """Let `change` alter the stored schema in place."""
    path = schema_path(root, type, version)
    schema = read_json(path)
    change(schema)
    path.write_text(json.dumps(schema), encoding="utf-8")


def the_only_fault(
    check: Callable[[Path], list[str]], registry: Path, change: Callable[[dict[str, Any]], object]
) -> str:
    """What `check` says after `change` altered the second schema of a created task."""
    change_schema(registry, "task.created", 2, change)
    found = check(registry)
    assert len(found) == 1, found
    return found[0]
