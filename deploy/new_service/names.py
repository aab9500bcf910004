"""What a service may be called: its name is a package, a database, a broker's user, a part of variables."""

import keyword
import re
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from deploy.errors import DeployError
from deploy.services import SERVICES
from deploy.settings import DEFAULT_PORTS

FIT: Final = re.compile(r"[a-z][a-z0-9]{2,29}")
MEANT_OTHERWISE: Final = frozenset(
    {"admin", "guest", "postgres", "template0", "template1", "public"}  # of broker and database
    | {"service", "environment", "job", "databases"}  # of docker-compose.yml
    | {"live", "common", "utils", "helpers", "manager", "base", "misc"}
)
FOLDERS: Final = ("services", "tests")


class Unfit(DeployError):
    """No service can be called that."""


def require_fit(name: str, checkout: Path) -> None:
    """Raise `Unfit`, with a sentence that says why, if no new service of `checkout` may be called `name`."""
    for complaint in _complaints(name, checkout):
        raise Unfit(complaint)


def _complaints(name: str, checkout: Path) -> Iterable[str]:
    if not name:
        yield "Say what the service is called: make new-service NAME=warehouse"
    elif not FIT.fullmatch(name):
        yield f"{name!r} is no name for a service: take 3 to 30 small letters and digits, a letter first."
    elif name in SERVICES or any((checkout / folder / name).exists() for folder in FOLDERS):
        yield f"There is a service or a folder called {name} already: choose another name."
    elif keyword.iskeyword(name) or name in MEANT_OTHERWISE or f"{name.upper()}_PORT" in DEFAULT_PORTS:
        yield f"{name} means something else here: choose another name."
    elif find_spec(name) is not None:
        yield f"Python already has a package called {name}, which it would hide: choose another name."
