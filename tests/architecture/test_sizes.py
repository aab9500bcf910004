"""Functions and modules stay small enough to be read in one go."""

from pathlib import Path

from tests.architecture.sizes import (
    FUNCTION_LINES_MAX,
    MODULE_LINES_MAX,
    oversized_functions,
    oversized_modules,
)
from tests.architecture.source import EVERYWHERE, python_files


def test_no_module_is_too_long() -> None:
    complaints = [complaint for path in python_files(*EVERYWHERE) for complaint in oversized_modules(path)]

    assert complaints == []


def test_no_function_is_too_long() -> None:
    complaints = [complaint for path in python_files(*EVERYWHERE) for complaint in oversized_functions(path)]

    assert complaints == []


def test_a_module_may_be_as_long_as_the_bound_and_no_longer(tmp_path: Path) -> None:
    fitting = _planted(tmp_path / "fitting.py", "x = 1\n" * MODULE_LINES_MAX)
    overflowing = _planted(tmp_path / "overflowing.py", "x = 1\n" * (MODULE_LINES_MAX + 1))

    complaints = [*oversized_modules(fitting), *oversized_modules(overflowing)]

    assert complaints == ["overflowing.py: 301 lines"]


def test_a_function_may_be_as_long_as_the_bound_and_no_longer(tmp_path: Path) -> None:
    body = FUNCTION_LINES_MAX - 1
    module = _planted(
        tmp_path / "planted.py",
        _function("def fitting", body)
        + _function("def overflowing", body + 1)
        + _function("async def waiting_and_overflowing", body + 1),
    )

    complaints = list(oversized_functions(module))

    assert complaints == [
        "planted.py: overflowing has 51 lines",
        "planted.py: waiting_and_overflowing has 51 lines",
    ]


def test_a_long_method_is_found_inside_its_class(tmp_path: Path) -> None:
    method = "    def overflowing(self):\n" + "        x = 1\n" * FUNCTION_LINES_MAX
    module = _planted(tmp_path / "planted.py", f"class Planted:\n{method}")

    complaints = list(oversized_functions(module))

    assert complaints == ["planted.py: overflowing has 51 lines"]


def _function(head: str, body_lines: int) -> str:
    return f"{head}():\n" + "    x = 1\n" * body_lines + "\n\n"


def _planted(path: Path, source: str) -> Path:
    path.write_text(source)
    return path
