"""Running a service's own command line with the installation's settings."""

import os
import subprocess
import sys
from collections.abc import Sequence

from deploy.native.installation import Installation
from deploy.native.places import CHECKOUT
from deploy.native.surroundings import inherited_environment


def run_service_command(installation: Installation, service: str, arguments: Sequence[str]) -> int:
    """`python -m <service> <arguments>` with this terminal's input and output; answers the exit code."""
    environment = {
        **os.environ,
        **inherited_environment(),
        **installation.environments.of(service, "command"),
    }
    command = [sys.executable, "-m", service, *arguments]
    return subprocess.run(command, cwd=CHECKOUT, env=environment, check=False).returncode
