"""How large functions and modules grow before they want splitting or a reason."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import shown

FUNCTION_LINES_MAX = 50
MODULE_LINES_MAX = 300


def oversized_modules(path: Path) -> Iterator[str]:
    """The module at `path` as a one-line complaint, if it is too long."""
    lines = len(path.read_text().splitlines())
    if lines > MODULE_LINES_MAX:
        yield f"{shown(path)}: {lines} lines"


def oversized_functions(path: Path) -> Iterator[str]:
    """A complaint for every function of the module at `path` that is too long, nested ones included."""
    if "migrations" in path.parts:
        return  # A migration is one flat list of statements, read from top to bottom once.
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES_MAX:
                yield f"{shown(path)}: {node.name} has {lines} lines"
