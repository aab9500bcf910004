"""The documents made from the registry are those in docs, and tools understand them."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from schema_registry import EVENTS, validate_envelope
from schema_registry.asyncapi import asyncapi_document, asyncapi_text, example_envelope
from schema_registry.markdown import catalogue_page

ROOT = Path(__file__).parents[2]
EVENTS_FOLDER = ROOT / "docs" / "events"
SPECIFICATION = ROOT / "chassis" / "node_modules" / "@asyncapi" / "specs" / "schemas" / "3.0.0.json"
DOCUMENTS = {"README.md": (catalogue_page, "catalogue"), "asyncapi.json": (asyncapi_text, "asyncapi")}


def outdated(folder: Path) -> list[str]:
    """What to do about each document in `folder` that is not what the registry says."""
    return [
        f"run: schema-registry {command} > docs/events/{name}"
        for name, (text, command) in DOCUMENTS.items()
        if (folder / name).read_text(encoding="utf-8") != text()
    ]


def test_the_documents_are_up_to_date() -> None:
    assert outdated(EVENTS_FOLDER) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_that_says_something_else_is_noticed(tmp_path: Path, name: str) -> None:
    for each in DOCUMENTS:
        text = (EVENTS_FOLDER / each).read_text()
        (tmp_path / each).write_text(text.replace("tracker", "tracer") if each == name else text)

    assert outdated(tmp_path) == [f"run: schema-registry {DOCUMENTS[name][1]} > docs/events/{name}"]


@pytest.fixture(scope="module")
def asyncapi() -> jsonschema_rs.Draft7Validator:
    """The shape of an AsyncAPI 3.0.0 document, as its authors publish it."""
    return jsonschema_rs.Draft7Validator(json.loads(SPECIFICATION.read_text()))


def test_the_document_is_one_of_asyncapi_3(asyncapi: jsonschema_rs.Draft7Validator) -> None:
    assert [error.message for error in asyncapi.iter_errors(asyncapi_document())] == []


def test_a_document_of_another_shape_is_refused(asyncapi: jsonschema_rs.Draft7Validator) -> None:
    document = asyncapi_document()
    document["operations"]["tracker.sends.task.created"]["action"] = "shout"

    assert not asyncapi.is_valid(document)


def resolve(document: dict[str, Any], reference: str) -> Any:
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [found for value in node.values() for found in references(value)]
    if isinstance(node, list):
        return [found for value in node for found in references(value)]
    return []


def test_every_reference_in_the_document_leads_somewhere() -> None:
    document = asyncapi_document()

    assert len({str(resolve(document, reference)) for reference in references(document)}) > len(EVENTS)


@pytest.mark.parametrize(
    ("type", "version"), [(event.type, version) for event in EVENTS.values() for version in event.versions]
)
def test_the_example_of_every_message_is_a_valid_event(type: str, version: int) -> None:
    document = asyncapi_document()
    payload = document["components"]["messages"][f"{type}.v{version}"]["payload"]
    envelope = example_envelope(EVENTS[type], version)

    validate_envelope(envelope)
    assert jsonschema_rs.is_valid({**payload, "components": document["components"]}, envelope)
    assert not jsonschema_rs.is_valid(
        {**payload, "components": document["components"]}, {**envelope, "data": {}}
    )
