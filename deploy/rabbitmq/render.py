"""Write the definitions with the users' passwords: `python -m deploy.rabbitmq.render FILE`.

The passwords come from AUTH_BROKER_PASSWORD, …, BROKER_ADMIN_PASSWORD; only their hashes are written.
"""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from deploy.errors import DeployError
from deploy.rabbitmq.topology import read_definitions, with_passwords


def passwords_from(environment: Mapping[str, str]) -> dict[str, str]:
    """Password by user, for the users that the definitions name."""
    variables = {user["name"]: _variable_of(user["name"]) for user in read_definitions()["users"]}
    missing = [variable for variable in variables.values() if not environment.get(variable)]
    if missing:
        raise DeployError(f"Set {', '.join(missing)}.")
    return {user: environment[variable] for user, variable in variables.items()}


def _variable_of(user: str) -> str:
    return "BROKER_ADMIN_PASSWORD" if user == "admin" else f"{user.upper()}_BROKER_PASSWORD"


def render(path: Path, environment: Mapping[str, str]) -> None:
    """Write the completed definitions where the broker reads them."""
    definitions = with_passwords(read_definitions(), passwords_from(environment))
    path.write_text(json.dumps(definitions, indent=1))
    path.chmod(0o644)


if __name__ == "__main__":
    try:
        render(Path(sys.argv[1]), os.environ)
    except DeployError as refusal:
        sys.exit(str(refusal))
