"""What runs, for people: state, age, restarts, memory, health and address of each process."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from deploy.native.health import complaints
from deploy.native.memory import memory_mib
from deploy.settings import InstallationSettings

HEADINGS: Final = ("process", "state", "pid", "up for", "restarts", "MiB", "health", "address")
HEALTH_LENGTH_MAX: Final = 60


@dataclass(frozen=True, slots=True)
class Status:
    """A look at the installation: its rows, and whether every process is as it should be."""

    rows: Sequence[Sequence[str]]
    is_healthy: bool

    def __str__(self) -> str:
        table = [HEADINGS, *self.rows]
        widths = [max(len(row[column]) for row in table) for column in range(len(HEADINGS))]
        lines = [
            "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)) for row in table
        ]
        return "\n".join(line.rstrip() for line in lines)


def look(
    states: Sequence[dict[str, Any]], health_urls: dict[str, str], settings: InstallationSettings
) -> Status:
    """Ask every process how it is."""
    running = {state["name"]: url for state in states if (url := health_urls.get(state["name"]))}
    answers = complaints(running)
    rows = [_row(state, answers, settings) for state in states]
    total = sum(float(row[5]) for row in rows)
    is_healthy = all(state["state"] == "running" for state in states) and not any(answers.values())
    return Status([*rows, ("", "", "", "", "", f"{total:.0f}", "", "")], is_healthy)


def _row(
    state: dict[str, Any], answers: dict[str, str | None], settings: InstallationSettings
) -> tuple[str, ...]:
    name, pid = state["name"], state["pid"]
    memory = memory_mib(pid) if pid else 0.0
    complaint = answers.get(name)
    health = "" if name not in answers else "ready" if complaint is None else complaint[:HEALTH_LENGTH_MAX]
    return (
        name,
        state["state"],
        str(pid or ""),
        _age(state["started_at"]),
        str(state["restarts"]),
        f"{memory:.0f}",
        health,
        _address(name, settings),
    )


def _age(started_at: float | None) -> str:
    return str(timedelta(seconds=int(time.time() - started_at))) if started_at else ""


def _address(name: str, settings: InstallationSettings) -> str:
    if name.endswith("-web"):
        return settings.service_url(name.removesuffix("-web"))
    return settings.mail_url if name == "mail" else ""
