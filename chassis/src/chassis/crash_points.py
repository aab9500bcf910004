"""Named places in durable work at which a fault test may kill the process; inert everywhere else.

A fault test names a directory in `POPUG_CRASH_POINTS` and arms a point by creating a file of its name there.
The first process to arrive takes the file away and dies, so that one arming is one death, whichever process
it hits.
"""

import os
import signal
from pathlib import Path

VARIABLE = "POPUG_CRASH_POINTS"
REACHED = "reached"
"""The directory beside the armed points that tells which points were ever arrived at."""


def crash_point(name: str) -> None:
    """Die here by SIGKILL if `name`, as in `closing.after_payouts`, is armed.

    Costs one look into the environment when no fault test is on, and one into the file system when one is.
    """
    directory = os.environ.get(VARIABLE)
    if directory is None:
        return
    points = Path(directory)
    (points / REACHED).mkdir(exist_ok=True)
    (points / REACHED / name).touch()
    try:
        (points / name).unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
