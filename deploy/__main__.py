"""Popug's command line: `python -m deploy up|down|clean|status|logs|run|verify|simulate`."""

import sys

PYTHON_OLDEST = (3, 11)

if __name__ == "__main__":
    if sys.version_info < PYTHON_OLDEST:
        sys.exit(
            "Popug needs Python 3.11 or newer; name one with PYTHON=<path>, as in: make up PYTHON=python3.12"
        )
    # Only now: what these modules are written in is news to an older Python.
    from deploy.dispatch import main
    from deploy.errors import DeployError

    try:
        sys.exit(main(sys.argv[1:]))
    except DeployError as refusal:
        sys.exit(str(refusal))
