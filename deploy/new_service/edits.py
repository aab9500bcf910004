"""What a new service adds to files that all services share; each edit is refused where it does not fit."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from deploy.errors import DeployError
from deploy.new_service.broker import as_text, with_service
from deploy.new_service.templating import NewService
from deploy.services import SERVICES

LAST: Final = SERVICES[-1]
PRODUCER: Final = "auth"
HEARD: Final = ("account.created", "account.updated", "account.deactivated")

Edit = Callable[[str, NewService], str]


def edited(checkout: Path, service: NewService) -> dict[Path, str]:
    """The shared files as they are to be; nothing is written. Raises `DeployError` if one is unexpected."""
    contents: dict[Path, str] = {}
    for name, edit in EDITS.items():
        try:
            contents[Path(name)] = edit((checkout / name).read_text(), service)
        except (_DoesNotFit, KeyError) as error:
            raise DeployError(f"{name} is not as expected: {error}. Nothing was changed.") from error
    return contents


class _DoesNotFit(ValueError):
    """The place to put something at is not there, or there are several."""


def _once(text: str, found: str, instead: str) -> str:
    if text.count(found) != 1:
        raise _DoesNotFit(f"{found.strip()!r} is there {text.count(found)} times, not once")
    return text.replace(found, instead)


def _after(text: str, line: str, added: str) -> str:
    return _once(text, f"{line}\n", f"{line}\n{added}\n")


def _before(text: str, line: str, added: str) -> str:
    return _once(text, f"\n{line}\n", f"\n{added}{line}\n")


def _services(text: str, service: NewService) -> str:
    listed = ", ".join(f'"{each}"' for each in SERVICES)
    return _once(text, f"SERVICES: Final = ({listed})", f'SERVICES: Final = ({listed}, "{service.name}")')


def _ports(text: str, service: NewService) -> str:
    for suffix, port in (("_PORT", service.port), ("_WORKER_PORT", service.worker_port)):
        match = re.search(rf'^    "{LAST.upper()}{suffix}": \d+,$', text, re.MULTILINE)
        if match is None:
            raise _DoesNotFit(f"there is no {LAST.upper()}{suffix}")
        text = _after(text, match[0], f'    "{service.name.upper()}{suffix}": {port},')
    return text


def _project(text: str, service: NewService) -> str:
    text = _after(text, f"{LAST} = {{ workspace = true }}", f"{service.name} = {{ workspace = true }}")
    for folder in ("", "$MYPY_CONFIG_FILE_DIR/"):
        line = '  "{}services/{}/src",'
        text = _after(text, line.format(folder, LAST), line.format(folder, service.name))
    if not re.search(rf'"{LAST}"[,\]]', text):
        raise _DoesNotFit(f"no list names {LAST}")
    text = re.sub(rf'"{LAST}"(?=[,\]])', f'"{LAST}", "{service.name}"', text)
    return _once(text, f' | {LAST}"', f' | {LAST} | {service.name}"')


def _catalogue(text: str, service: NewService) -> str:
    for type_ in HEARD:
        section = re.search(
            rf'^\["{re.escape(type_)}"\]\n(?:.+\n)*?consumers = .*(?= \}}$)', text, re.MULTILINE
        )
        if section is None:
            raise _DoesNotFit(f"{type_} has no table of consumers")
        text = text[: section.end()] + f", {service.name} = [1]" + text[section.end() :]
    return text


def _broker(text: str, service: NewService) -> str:
    return as_text(with_service(json.loads(text), service.name, HEARD, PRODUCER))


def _compose(text: str, service: NewService) -> str:
    words = {"last": LAST.upper(), "new": service.name.upper()}
    asked = ":?start with make up"
    text = _before(text, "x-job: &job", service.block("compose/anchors.yml"))
    text = _compose_password(text, "BROKER_PASSWORD: ${{{}_BROKER_PASSWORD}}", words)
    text = _compose_password(
        text, "DATABASE_OWNER_PASSWORD: ${{{}_DATABASE_OWNER_PASSWORD" + asked + "}}", words, also=True
    )
    text = _before(text, f"  {PRODUCER}-web:", service.block("compose/migrate.yml"))
    return _once(text, "\n\nvolumes:\n", f"\n{service.block('compose/processes.yml')}\nvolumes:\n")


def _compose_password(text: str, line: str, words: Mapping[str, str], *, also: bool = False) -> str:
    last, new = (f"      {words[who]}_{line.format(words[who])}" for who in ("last", "new"))
    if also:
        new = f"      {words['new']}_DATABASE_PASSWORD: ${{{words['new']}_DATABASE_PASSWORD}}\n{new}"
    return _after(text, last, new)


EDITS: Final[Mapping[str, Edit]] = {
    "deploy/services.py": _services,
    "deploy/settings.py": _ports,
    "deploy/rabbitmq/definitions.json": _broker,
    "schema_registry/src/schema_registry/catalogue.toml": _catalogue,
    "pyproject.toml": _project,
    "docker-compose.yml": _compose,
}
