"""State that a module would keep, or connect to, merely by being imported."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import shown

CONNECTING_OR_STATEFUL = {
    "Database",
    "Environment",
    "FastAPI",
    "Lock",
    "Mediator",
    "Queue",
    "Semaphore",
    "Starlette",
    "async_sessionmaker",
    "connect",
    "connect_robust",
    "create_app",
    "create_async_engine",
    "create_engine",
    "create_pool",
    "new_event_loop",
    "sessionmaker",
}
EMPTY_CONTAINERS = {
    "Counter",
    "OrderedDict",
    "WeakValueDictionary",
    "defaultdict",
    "deque",
    "dict",
    "list",
    "set",
}


def module_state(path: Path) -> Iterator[str]:
    """A complaint for every engine, app, settings object, lock or growing container made at import."""
    tree = ast.parse(path.read_text())
    for node in _run_at_import(tree):
        if isinstance(node, ast.Call) and _is_stateful(_called(node)):
            yield f"{shown(path)}:{node.lineno}: {_called(node)}() at import"
    for assignment in _assignments(tree):
        if _is_empty_container(assignment.value):
            yield f"{shown(path)}:{assignment.lineno}: an empty container that can only be filled later"
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            yield f"{shown(path)}:{node.lineno}: global {', '.join(node.names)}"


def _run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """Everything below `node` that runs when the module is imported: no bodies of functions."""
    for child in ast.iter_child_nodes(node):
        yield child
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in child.decorator_list:
                yield from _run_at_import(decorator)
        elif not isinstance(child, ast.Lambda):
            yield from _run_at_import(child)


def _assignments(tree: ast.Module) -> Iterator[ast.Assign | ast.AnnAssign]:
    return (node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign))


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _is_stateful(name: str) -> bool:
    return name in CONNECTING_OR_STATEFUL or name.endswith("Settings")


def _is_empty_container(value: ast.expr | None) -> bool:
    match value:
        case ast.Dict(keys=[]) | ast.List(elts=[]):
            return True
        case ast.Call(args=[], keywords=[]):
            return _called(value) in EMPTY_CONTAINERS
        case ast.Call():
            return _called(value) == "defaultdict"
        case _:
            return False
