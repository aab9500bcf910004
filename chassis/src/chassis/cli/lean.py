"""Keeps libraries that only development brings along out of the memory of a service's processes."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def absent(*names: str) -> Iterator[None]:
    """Within, importing `names` fails as if they were not installed, unless they are loaded already.

    For imports that a library tries and does without. Afterwards they can be imported like any other.
    """
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None is how Python says it is not there
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
