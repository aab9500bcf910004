"""Look events up and check documents, from a shell."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from schema_registry.asyncapi import asyncapi_text
from schema_registry.catalogue import EVENTS
from schema_registry.compatibility import BaselineMissing, incompatibilities, merged_revision, registry_at
from schema_registry.errors import RegistryError, UnknownEventType, UnknownEventVersion
from schema_registry.layout import REGISTRY, envelope_path, read_json, schema_path
from schema_registry.markdown import catalogue_page, versions_text
from schema_registry.payload_source import payloads_source
from schema_registry.validation import validate_data, validate_envelope

Arguments = argparse.Namespace
Command = Callable[[Arguments], int]
"""Prints to standard output, answers the exit code."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it succeeded, 1 when a document or a name is refused, 2 for wrong usage."""
    arguments = _parser().parse_args(argv)
    command: Command = arguments.command
    try:
        return command(arguments)
    except (RegistryError, BaselineMissing) as error:
        print(error, file=sys.stderr)
        return 1


def list_events(_: Arguments) -> int:
    """One line per event."""
    for event in EVENTS.values():
        route = f"{event.producer} -> {', '.join(event.consumers)}"
        print(f"{event.type:20} {event.kind:9} {versions_text(event):18} {route}")
    return 0


def show(arguments: Arguments) -> int:
    """The schema of one version, of the latest without one, or of the envelope."""
    path = envelope_path(REGISTRY)
    if arguments.type != "envelope":
        path = _schema_of(arguments.type, arguments.version)
    print(path.read_text(encoding="utf-8"), end="")
    return 0


def validate(arguments: Arguments) -> int:
    """One line per file; reads on after a file that is refused."""
    if arguments.version is not None and arguments.type is None:
        print("--version goes with --type; an envelope states its own version.", file=sys.stderr)
        return 2
    refused = [file for file in arguments.files if not _accepts(file, arguments)]
    return 1 if refused else 0


def check_compatibility(arguments: Arguments) -> int:
    """One line per thing that would break."""
    revision = merged_revision(REGISTRY, arguments.against)
    with registry_at(REGISTRY, revision) as merged:
        found = incompatibilities(merged, REGISTRY)
    for sentence in found:
        print(sentence, file=sys.stderr)
    if not found:
        print(f"Compatible with {revision}: nothing merged has changed, and what is sent is read.")
    return 1 if found else 0


def catalogue(_: Arguments) -> int:
    """The catalogue as Markdown."""
    print(catalogue_page(), end="")
    return 0


def asyncapi(_: Arguments) -> int:
    """The catalogue for tools."""
    print(asyncapi_text(), end="")
    return 0


def payloads(_: Arguments) -> int:
    """The events' data as Python types."""
    print(payloads_source(), end="")
    return 0


def _schema_of(type: str, version: int | None) -> Path:
    latest = _latest(type)
    if version is not None and version not in EVENTS[type].versions:
        raise UnknownEventVersion(type, version, EVENTS[type].versions)
    return schema_path(REGISTRY, type, latest if version is None else version)


def _latest(type: str) -> int:
    if type not in EVENTS:
        raise UnknownEventType(type, EVENTS)
    return EVENTS[type].versions[-1]


def _accepts(file: str, arguments: Arguments) -> bool:
    try:
        document = _read(file)
        if arguments.type is None:
            validate_envelope(document)
        else:
            validate_data(arguments.type, _version(arguments), document)
    except (RegistryError, ValueError, OSError) as error:
        print(f"{file}: {error}", file=sys.stderr)
        return False
    print(f"{file}: valid")
    return True


def _version(arguments: Arguments) -> int:
    stated: int | None = arguments.version
    return _latest(arguments.type) if stated is None else stated


def _read(file: str) -> Any:
    return json.load(sys.stdin) if file == "-" else read_json(Path(file))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="schema-registry", description="Every event that crosses a service boundary."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add(commands, "list", list_events, "every event with its versions, producer and consumers")
    showing = _add(commands, "show", show, "print a schema")
    showing.add_argument("type", metavar="TYPE", help="an event's type, or envelope")
    showing.add_argument("version", metavar="VERSION", type=int, nargs="?", help="the latest when left out")
    checking = _add(commands, "validate", validate, "check files; exit code 1 when one is refused")
    checking.add_argument(
        "files", metavar="FILE", nargs="+", help="an envelope in JSON; - for standard input"
    )
    checking.add_argument("--type", help="the files hold only the data of this event type")
    checking.add_argument("--version", type=int, help="with --type: its version; the latest when left out")
    comparing = _add(
        commands,
        "check-compatibility",
        check_compatibility,
        "compare with what is merged; exit code 1 if unfit",
    )
    comparing.add_argument("--against", metavar="REVISION", help="the main branch when left out")
    _add(commands, "catalogue", catalogue, "the catalogue as Markdown")
    _add(commands, "asyncapi", asyncapi, "the catalogue as an AsyncAPI 3.0 document")
    _add(commands, "payloads", payloads, "what payloads.py holds: the events' data as Python types")
    return parser


def _add(commands: Any, name: str, command: Command, summary: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=summary, description=summary)
    parser.set_defaults(command=command)
    return parser
