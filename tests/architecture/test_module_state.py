"""Importing a module connects to nothing and leaves nothing behind that could change."""

from pathlib import Path

import pytest

from tests.architecture.module_state import module_state
from tests.architecture.source import SOURCE_TREES, python_files

STATEFUL = {
    "an engine": "engine = create_async_engine('postgresql+asyncpg://')",
    "an engine in a class body": "class Tasks:\n    engine = sqlalchemy.create_engine('')",
    "an engine under a condition": "if True:\n    engine = create_engine('')",
    "a broker connection": "connection = aio_pika.connect_robust('')",
    "an application": "app = FastAPI()",
    "settings": "settings = TrackerSettings()",
    "a lock": "lock = asyncio.Lock()",
    "an empty dictionary": "cache: dict[str, str] = {}",
    "an empty list": "waiting = []",
    "an empty set": "seen = set()",
    "a dictionary that fills itself": "counts = defaultdict(int)",
    "a global": "def f():\n    global count\n    count = 1",
}
STATELESS = {
    "a constant table": "TABLE = {'a': 1}",
    "an engine made when called": "def build():\n    return create_async_engine('')",
    "an engine made by a factory": "build = lambda: create_async_engine('')",
    "an empty tuple": "NOTHING = ()",
    "a router": "router = APIRouter()",
    "a table of the database": "task = Table('task', MetaData())",
    "a default that is made anew": "class A:\n    waiting: list[int] = field(default_factory=list)",
}


def test_no_module_keeps_state() -> None:
    complaints = [complaint for path in python_files(*SOURCE_TREES) for complaint in module_state(path)]

    assert complaints == []


@pytest.mark.parametrize("source", STATEFUL.values(), ids=STATEFUL.keys())
def test_finds(source: str, tmp_path: Path) -> None:
    module = tmp_path / "planted.py"
    module.write_text(source)

    complaints = list(module_state(module))

    assert len(complaints) == 1
    assert complaints[0].startswith("planted.py:")


@pytest.mark.parametrize("source", STATELESS.values(), ids=STATELESS.keys())
def test_lets_pass(source: str, tmp_path: Path) -> None:
    module = tmp_path / "planted.py"
    module.write_text(source)

    complaints = list(module_state(module))

    assert complaints == []
