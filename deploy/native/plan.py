"""What the supervisor keeps running, written down in a file that only its owner can read."""

import json
import signal
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from deploy.installation_secrets import write_privately
from deploy.native.identity import Identity
from deploy.native.processes import ProcessSpec


def write_plan(path: Path, specs: Sequence[ProcessSpec]) -> None:
    """Replace the plan; it holds environments, hence secrets."""
    text = json.dumps([_to_json(spec) for spec in specs], indent=1)
    write_privately(path, text)


def read_plan(path: Path) -> list[ProcessSpec]:
    """The processes to run, in order; none when there is no plan."""
    return [_from_json(entry) for entry in json.loads(path.read_text())] if path.exists() else []


def _to_json(spec: ProcessSpec) -> dict[str, Any]:
    return asdict(spec) | {"directory": str(spec.directory), "stop_signal": spec.stop_signal.name}


def _from_json(entry: dict[str, Any]) -> ProcessSpec:
    identity = entry["identity"]
    return ProcessSpec(
        **entry
        | {
            "command": tuple(entry["command"]),
            "directory": Path(entry["directory"]),
            "identity": Identity(**identity) if identity else None,
            "stop_signal": signal.Signals[entry["stop_signal"]],
        }
    )
